package dev.tidings.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.store.OffsetStore;
import dev.tidings.jobs.runtime.JobOutcome;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.Publication;
import dev.tidings.jobs.runtime.RuntimeDriver;
import dev.tidings.jobs.runtime.RuntimeStatus;
import dev.tidings.jobs.runtime.RuntimeStore;
import dev.tidings.jobs.runtime.StartJob;
import dev.tidings.jobs.runtime.StopJob;
import dev.tidings.testkit.extension.NeedsServers;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After a crash between any two steps, the next process gives one plain result and one runtime. */
@NeedsServers
class CrashTest {
    private static final Set<String> STEPS = Set.of("together", "start", "stop", "saveOffset");
    private static final String ENTRY = "1700000000000-0";

    @TempDir
    Path folder;

    private JobRig rig;

    /** Simulates a crash; an Error, because no code may catch it. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    @BeforeEach
    void open() {
        rig = new JobRig(folder, 1, 0);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void a_start_gives_one_plain_result_after_a_crash_at_any_point(int point) {
        assertThat(lives(point, this::start)).as("it crashed there").isTrue();

        List<Map<String, String>> results = rig.entries(rig.streams.written().results());
        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result).containsEntry("outcome", "success").containsEntry("error_code", "");
            assertThat(result.get("container_id"))
                    .isEqualTo(rig.driver.list().getFirst().containerId());
        });
        assertThat(rig.driver.list()).hasSize(1);
        assertThat(operations("g-1")).singleElement().satisfies(operation -> {
            assertThat(operation.publication()).isEqualTo(Publication.DONE);
            assertThat(operation.sourceRef()).isEqualTo(ENTRY);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void a_stop_gives_one_plain_result_after_a_crash_at_any_point(int point) {
        rig.runtimes()
                .start(Requester.api(JobRig.TENANT, "rest"), new StartJob("g-1", JobRig.IMAGE, null))
                .ended()
                .join();

        assertThat(lives(point, this::stop)).as("it crashed there").isTrue();

        assertThat(rig.entries(rig.streams.written().results()))
                .singleElement()
                .satisfies(result -> assertThat(result)
                        .containsEntry("outcome", "success")
                        .containsEntry("error_code", "")
                        .containsEntry("kind", "stop"));
        assertThat(rig.driver.list()).isEmpty();
        assertThat(rig.tables
                        .queries()
                        .runtime(JobRig.TENANT, "g-1")
                        .orElseThrow()
                        .status())
                .isEqualTo(RuntimeStatus.STOPPED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void jobs_that_share_commits_give_one_result_each_in_order_after_a_crash_at_any_commit(int point) throws Exception {
        List<String> games = List.of("g-1", "g-2", "g-3", "g-4");
        games.forEach(game -> rig.askStart(game, JobRig.IMAGE));
        CompletableFuture<Boolean> died = new CompletableFuture<>();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        Jobs doomed = rig.jobsOn(threads, deadFrom(point, died));
        doomed.start();
        assertThat(died).succeedsWithin(JobRig.LONG);
        doomed.stop();
        threads.shutdown();
        assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        rig.reopenDriver();

        Jobs jobs = rig.jobs(JobRig.settings(RestartPolicy.NONE));
        jobs.start();
        rig.results(games.size());
        jobs.stop();

        assertThat(rig.entries(rig.streams.written().results()))
                .extracting(result -> result.get("game_id") + " " + result.get("outcome") + result.get("error_code"))
                .containsExactly("g-1 success", "g-2 success", "g-3 success", "g-4 success");
        assertThat(rig.driver.list()).hasSize(games.size());
    }

    /** A store whose commits never happen from one on; odd points die before the commit, even ones after it. */
    private RuntimeStore deadFrom(int point, CompletableFuture<Boolean> died) {
        RuntimeStore dying = dying(rig.tables.changes(), RuntimeStore.class, new AtomicInteger(point));
        return (RuntimeStore) Proxy.newProxyInstance(
                RuntimeStore.class.getClassLoader(), new Class<?>[] {RuntimeStore.class}, (_, method, arguments) -> {
                    if (died.isDone()) {
                        throw new Death();
                    }
                    try {
                        return method.invoke(dying, arguments);
                    } catch (InvocationTargetException thrown) {
                        died.complete(true);
                        throw thrown.getTargetException();
                    }
                });
    }

    @Test
    void an_operation_that_its_source_does_not_repeat_is_finished_at_the_next_start() {
        RuntimeStore dying = dying(rig.tables.changes(), RuntimeStore.class, new AtomicInteger(3));
        try {
            rig.runtimes(dying, rig.driver, JobRig.settings(RestartPolicy.NONE))
                    .start(Requester.api(JobRig.TENANT, "rest"), new StartJob("g-1", JobRig.IMAGE, null))
                    .ended()
                    .join();
        } catch (CompletionException | Death died) {
            assertThat(root(died)).isInstanceOf(Death.class);
        }
        assertThat(operations("g-1")).singleElement().extracting(Operation::end).isNull();

        Jobs jobs = rig.jobs(JobRig.settings(RestartPolicy.NONE));
        jobs.start();
        org.awaitility.Awaitility.await()
                .atMost(JobRig.LONG)
                .until(() -> operations("g-1").getFirst().end() != null);
        jobs.stop();

        assertThat(Objects.requireNonNull(operations("g-1").getFirst().end()).outcome())
                .isEqualTo(JobOutcome.SUCCESS);
        assertThat(rig.driver.list()).hasSize(1);
    }

    @Test
    void a_start_interrupted_by_a_shutdown_has_no_result_and_resumes_afterwards() {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        CompletableFuture<Operation> ended = rig.runtimesOn(threads)
                .start(Requester.api(JobRig.TENANT, "rest"), new StartJob("g-1", JobRig.LATE, null))
                .ended();
        org.awaitility.Awaitility.await()
                .atMost(JobRig.LONG)
                .until(() -> rig.driver.inspect(JobRig.TENANT, "g-1").isPresent());

        threads.shutdownNow();

        assertThat(ended)
                .failsWithin(JobRig.LONG)
                .withThrowableThat()
                .withCauseInstanceOf(RejectedExecutionException.class)
                .withMessageContaining("the server is shutting down");
        assertThat(operations("g-1")).singleElement().extracting(Operation::end).isNull();
        assertThat(rig.driver.list()).isEmpty();

        rig.letAnswer();
        Jobs jobs = rig.jobs(JobRig.settings(RestartPolicy.NONE));
        jobs.start();
        org.awaitility.Awaitility.await()
                .atMost(JobRig.LONG)
                .until(() -> operations("g-1").getFirst().end() != null);
        jobs.stop();
        assertThat(Objects.requireNonNull(operations("g-1").getFirst().end()).outcome())
                .isEqualTo(JobOutcome.SUCCESS);
    }

    private interface Life {
        void live(RuntimeStore runtimes, OffsetStore offsets, RuntimeDriver driver);
    }

    private void start(RuntimeStore changes, OffsetStore offsets, RuntimeDriver driver) {
        RuntimeCommits commits = new RuntimeCommits(changes, rig.threads());
        Runtimes runtimes = rig.runtimes(commits, driver, JobRig.settings(RestartPolicy.NONE));
        Operation ended = runtimes.start(
                        Requester.stream(JobRig.TENANT, rig.streams.read().startJobs(), ENTRY),
                        new StartJob("g-1", JobRig.IMAGE, null))
                .ended()
                .join();
        announce(ended, commits);
        offsets.saveOffset(JobStreams.START_LABEL, null, ENTRY);
    }

    private void stop(RuntimeStore changes, OffsetStore offsets, RuntimeDriver driver) {
        RuntimeCommits commits = new RuntimeCommits(changes, rig.threads());
        Runtimes runtimes = rig.runtimes(commits, driver, JobRig.settings(RestartPolicy.NONE));
        Operation ended = runtimes.stop(
                        Requester.stream(JobRig.TENANT, rig.streams.read().stopJobs(), ENTRY),
                        new StopJob("g-1", "over", null))
                .ended()
                .join();
        announce(ended, commits);
        offsets.saveOffset(JobStreams.STOP_LABEL, null, ENTRY);
    }

    private void announce(Operation ended, RuntimeCommits commits) {
        rig.announcer(commits).announce(ended).join();
        commits.flush().join();
    }

    /** Runs until the crash point and then once more; returns whether it crashed. Each of five steps has a point before and after it. */
    private boolean lives(int point, Life life) {
        AtomicInteger left = new AtomicInteger(point);
        boolean died = false;
        try {
            life.live(
                    dying(rig.tables.changes(), RuntimeStore.class, left),
                    dying(rig.store.offsets(), OffsetStore.class, left),
                    dying(rig.driver, RuntimeDriver.class, left));
        } catch (CompletionException | Death death) {
            assertThat(root(death)).isInstanceOf(Death.class);
            died = true;
        }
        rig.reopenDriver();
        if (rig.store.offsets().offset(JobStreams.START_LABEL).isEmpty()
                && rig.store.offsets().offset(JobStreams.STOP_LABEL).isEmpty()) {
            life.live(rig.tables.changes(), rig.store.offsets(), rig.driver);
        }
        return died;
    }

    private static <T> T dying(T real, Class<T> port, AtomicInteger left) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (_, method, arguments) -> {
                    boolean step = STEPS.contains(method.getName());
                    if (step && left.decrementAndGet() == 0) {
                        throw new Death();
                    }
                    Object answer;
                    try {
                        answer = method.invoke(real, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getTargetException();
                    }
                    if (step && left.decrementAndGet() == 0) {
                        throw new Death();
                    }
                    return answer;
                }));
    }

    private static Throwable root(Throwable thrown) {
        return thrown.getCause() == null ? thrown : root(thrown.getCause());
    }

    private List<Operation> operations(String game) {
        return rig.tables.queries().operations(JobRig.TENANT, game, null, 10).items();
    }
}
