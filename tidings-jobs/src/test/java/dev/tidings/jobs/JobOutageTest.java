package dev.tidings.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.DriverStatus;
import dev.tidings.jobs.runtime.JobCode;
import dev.tidings.jobs.runtime.JobOutcome;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.OperationKind;
import dev.tidings.jobs.runtime.RuntimeDriver;
import dev.tidings.jobs.runtime.RuntimeStatus;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.testkit.server.ServerOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Outages of Redis, the store and the driver during a job. */
@NeedsServers
class JobOutageTest {
    private static final int REFUSALS = 3;

    @TempDir
    Path folder;

    @Test
    void a_job_that_ends_during_a_redis_outage_is_published_once_afterwards() {
        try (RedisServer server = RedisServer.start(ServerOptions.durable());
                JobRig rig = JobRig.at(folder, server)) {
            Jobs jobs = begin(rig);
            server.stop();
            rig.letAnswer();
            await().atMost(JobRig.LONG)
                    .until(() -> rig.tables
                            .queries()
                            .runtime(JobRig.TENANT, "g-1")
                            .filter(runtime -> runtime.status() == RuntimeStatus.RUNNING)
                            .isPresent());

            server.start();
            rig.askStart("g-2", JobRig.LATE);
            rig.results(2);
            jobs.stop();

            onePlainResultEach(rig);
        }
    }

    @Test
    void a_job_that_ends_while_redis_is_out_of_memory_logs_one_line_and_is_published_once_afterwards() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(PublicationHealth.class);
        logger.addAppender(log);
        try (RedisServer server = RedisServer.start(ServerOptions.fast().with("maxmemory-policy", "noeviction"));
                JobRig rig = JobRig.at(folder, server)) {
            Jobs jobs = begin(rig);
            rig.commands().configSet("maxmemory", "1");
            rig.letAnswer();
            await().atMost(JobRig.LONG).until(() -> !log.list.isEmpty());
            int before = refused(rig);
            await().atMost(JobRig.LONG).until(() -> refused(rig) >= before + REFUSALS);
            assertThat(List.copyOf(log.list))
                    .filteredOn(line -> line.getFormattedMessage()
                            .contains(rig.streams.written().results()))
                    .singleElement()
                    .satisfies(line -> {
                        assertThat(line.getLevel()).isEqualTo(Level.WARN);
                        assertThat(line.getFormattedMessage())
                                .contains("job results not published", "cause=Redis is out of memory");
                    });

            rig.commands().configSet("maxmemory", "0");
            rig.askStart("g-2", JobRig.LATE);
            rig.results(2);
            jobs.stop();

            onePlainResultEach(rig);
            assertThat(List.copyOf(log.list))
                    .filteredOn(line -> line.getFormattedMessage()
                            .contains(rig.streams.written().results()))
                    .extracting(ILoggingEvent::getLevel)
                    .containsExactly(Level.WARN, Level.INFO);
        } finally {
            logger.detachAppender(log);
        }
    }

    /** The number of errors that Redis has returned. */
    private static int refused(JobRig rig) {
        return rig.commands()
                .info("stats")
                .lines()
                .filter(line -> line.startsWith("total_error_replies:"))
                .mapToInt(line -> Integer.parseInt(line.substring(line.indexOf(':') + 1)))
                .sum();
    }

    @Test
    void a_job_that_ends_during_a_store_outage_is_recorded_and_published_once_afterwards() {
        try (JobRig rig = JobRig.at(folder, RedisServer.shared())) {
            Jobs jobs = begin(rig);
            rig.storeAway.set(true);
            rig.letAnswer();
            await().atMost(JobRig.LONG)
                    .until(() -> rig.driver.inspect(JobRig.TENANT, "g-1").isPresent());
            rig.askStart("g-2", JobRig.LATE);
            assertThat(rig.entries(rig.streams.written().results())).isEmpty();

            rig.storeAway.set(false);
            rig.results(2);
            jobs.stop();

            onePlainResultEach(rig);
        }
    }

    @Test
    void a_restart_refused_by_an_unavailable_driver_does_not_count() {
        try (JobRig rig = JobRig.at(folder, RedisServer.shared())) {
            AtomicInteger refusals = new AtomicInteger();
            rig.driver = refusing(rig.driver, refusals);
            Jobs jobs = rig.jobs(JobRig.settings(new RestartPolicy(1, Duration.ofMillis(10), Duration.ofMillis(20))));
            jobs.start();
            rig.askStart("g-1", JobRig.IMAGE);
            String first = JobRig.field(rig.results(1).getFirst(), "container_id");

            refusals.set(3);
            JobRig.kill(first);

            await().atMost(JobRig.LONG)
                    .until(() -> rig.tables
                            .queries()
                            .runtime(JobRig.TENANT, "g-1")
                            .filter(runtime -> runtime.status() == RuntimeStatus.RUNNING
                                    && !runtime.containerId().equals(first))
                            .isPresent());
            jobs.stop();
            assertThat(rig.tables
                            .queries()
                            .runtime(JobRig.TENANT, "g-1")
                            .orElseThrow()
                            .restarts())
                    .isEqualTo(1);
            assertThat(rig.tables
                            .queries()
                            .operations(JobRig.TENANT, "g-1", null, 10)
                            .items())
                    .filteredOn(operation -> operation.kind() == OperationKind.RESTART)
                    .extracting(
                            operation -> Objects.requireNonNull(operation.end()).code())
                    .containsExactly(
                            null, JobCode.DRIVER_UNAVAILABLE, JobCode.DRIVER_UNAVAILABLE, JobCode.DRIVER_UNAVAILABLE);
        }
    }

    @Test
    void no_restart_is_attempted_while_the_driver_is_unavailable() {
        try (JobRig rig = JobRig.at(folder, RedisServer.shared())) {
            AtomicBoolean away = new AtomicBoolean();
            rig.driver = absent(rig.driver, away);
            Jobs jobs = rig.jobs(JobRig.settings(new RestartPolicy(1, Duration.ofMillis(10), Duration.ofMillis(20))));
            jobs.start();
            rig.askStart("g-1", JobRig.IMAGE);
            String first = JobRig.field(rig.results(1).getFirst(), "container_id");

            away.set(true);
            JobRig.kill(first);
            await().atMost(JobRig.LONG)
                    .until(() -> rig.tables
                            .queries()
                            .runtime(JobRig.TENANT, "g-1")
                            .filter(runtime -> runtime.status() == RuntimeStatus.STARTING)
                            .isPresent());
            away.set(false);

            await().atMost(JobRig.LONG)
                    .until(() -> rig.tables
                            .queries()
                            .runtime(JobRig.TENANT, "g-1")
                            .filter(runtime -> runtime.status() == RuntimeStatus.RUNNING)
                            .isPresent());
            jobs.stop();
            assertThat(rig.tables
                            .queries()
                            .runtime(JobRig.TENANT, "g-1")
                            .orElseThrow()
                            .restarts())
                    .isEqualTo(1);
        }
    }

    /** A driver that refuses the given number of starts for lack of memory. */
    private static RuntimeDriver refusing(RuntimeDriver driver, AtomicInteger refusals) {
        return between(
                driver,
                method -> method.equals("start") && refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0
                        ? new DriverFailure(JobCode.DRIVER_UNAVAILABLE, "Cannot allocate memory")
                        : null,
                driver::status);
    }

    /** A driver that loses contact with its runtimes. */
    private static RuntimeDriver absent(RuntimeDriver driver, AtomicBoolean away) {
        return between(
                driver,
                method -> away.get() && (method.equals("start") || method.equals("list"))
                        ? new DriverFailure(JobCode.DRIVER_UNAVAILABLE, "cut off by the test")
                        : null,
                () -> away.get() ? new DriverStatus(false, "cut off by the test") : driver.status());
    }

    private static RuntimeDriver between(
            RuntimeDriver driver, Function<String, @Nullable DriverFailure> failure, Supplier<DriverStatus> status) {
        return (RuntimeDriver) Proxy.newProxyInstance(
                RuntimeDriver.class.getClassLoader(), new Class<?>[] {RuntimeDriver.class}, (_, method, arguments) -> {
                    DriverFailure refusal = failure.apply(method.getName());
                    if (refusal != null) {
                        throw refusal;
                    }
                    if (method.getName().equals("status")) {
                        return status.get();
                    }
                    try {
                        return method.invoke(driver, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getTargetException();
                    }
                });
    }

    /** Begins a job whose runtime responds once the test lets it. */
    private static Jobs begin(JobRig rig) {
        Jobs jobs = rig.jobs(JobRig.settings(RestartPolicy.NONE));
        jobs.start();
        rig.askStart("g-1", JobRig.LATE);
        await().atMost(JobRig.LONG)
                .until(() -> rig.driver.inspect(JobRig.TENANT, "g-1").isPresent());
        return jobs;
    }

    private static void onePlainResultEach(JobRig rig) {
        assertThat(rig.entries(rig.streams.written().results()))
                .extracting(result -> result.get("game_id") + " " + result.get("outcome") + result.get("error_code"))
                .containsExactly("g-1 success", "g-2 success");
        List<Operation> starts =
                rig.tables.queries().operations(JobRig.TENANT, "g-1", null, 10).items();
        assertThat(starts).singleElement().extracting(Operation::kind).isEqualTo(OperationKind.START);
        assertThat(rig.listener.ended)
                .extracting(operation -> Objects.requireNonNull(operation.end()).outcome())
                .containsExactly(JobOutcome.SUCCESS, JobOutcome.SUCCESS);
    }
}
