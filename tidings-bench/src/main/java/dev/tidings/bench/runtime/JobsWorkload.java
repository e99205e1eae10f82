package dev.tidings.bench.runtime;

import dev.tidings.bench.engine.EngineRig;
import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.Rounds;
import dev.tidings.bench.measure.Turns;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.core.store.Store;
import dev.tidings.core.telemetry.StreamListener;
import dev.tidings.jobs.JobEnvironment;
import dev.tidings.jobs.JobListener;
import dev.tidings.jobs.JobNode;
import dev.tidings.jobs.JobSettings;
import dev.tidings.jobs.JobStores;
import dev.tidings.jobs.JobStreams;
import dev.tidings.jobs.JobThreads;
import dev.tidings.jobs.Jobs;
import dev.tidings.jobs.RestartPolicy;
import dev.tidings.jobs.driver.Catalogue;
import dev.tidings.jobs.driver.ReadinessCheck;
import dev.tidings.jobs.driver.RuntimeSpec;
import dev.tidings.jobs.jdbc.JdbcRuntimes;
import dev.tidings.jobs.process.ProcessDriver;
import dev.tidings.jobs.process.ProcessSettings;
import dev.tidings.jobs.runtime.ObservedRuntime;
import dev.tidings.jobs.runtime.RuntimeDriver;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.streams.EntryProcessorPorts;
import dev.tidings.streams.redis.RedisConnections;
import dev.tidings.streams.redis.StreamPorts;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.testkit.server.ServerOptions;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Measures start jobs from stream to result, one after the other: with a driver that does nothing, against loops without
 * and with the rows that survive a crash; and with processes, against a loop that starts the same processes.
 */
public final class JobsWorkload implements Workload {
    private static final int JOBS = 3_000;
    private static final int PROCESSES = 100;
    private static final int WARM_UPS = 1;
    private static final int ROUNDS = 5;
    private static final double GOAL = 0.7;
    private static final Duration AT_MOST = Duration.ofMinutes(2);
    private static final String IMAGE = "arena:1";

    private static final String OURS = "Tidings";
    private static final String OFFSET_ONLY = "XREAD, offset, XADD";
    private static final String SAME_ROWS = "XREAD, the same rows in two commits, XADD";
    private static final String OUR_PROCESSES = "Tidings, processes";
    private static final String BARE_PROCESSES = "XREAD, ProcessBuilder, offset, XADD";

    @Override
    public String name() {
        return "streams.jobs";
    }

    @Override
    public String summary() {
        return String.format(
                Locale.ROOT,
                "%,d start jobs to their results on SQLite with a no-op driver, and %d with processes, against bare loops",
                JOBS,
                PROCESSES);
    }

    /** Handles one job of a bare loop and returns its endpoint. */
    @FunctionalInterface
    private interface Step {
        String handle(String game, String entry) throws Exception;
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        try (RedisServer server = RedisServer.start(ServerOptions.fast());
                RedisConnections redis = RedisConnections.at(server.url());
                StatefulRedisConnection<String, byte[]> connection = redis.connect()) {
            JobRequests noops = JobRequests.write(connection, "noop", IMAGE, JOBS);
            JobRequests processes = JobRequests.write(connection, "process", IMAGE, PROCESSES);
            Map<String, Turns.Side<Double>> sides = new LinkedHashMap<>();
            sides.put(OURS, _ -> ours(stage, redis, noops, new NoopDriver()));
            sides.put(OFFSET_ONLY, _ -> offsetOnly(stage, noops));
            sides.put(SAME_ROWS, _ -> sameRows(stage, noops));
            sides.put(OUR_PROCESSES, _ -> ours(stage, redis, processes, processDriver(stage)));
            sides.put(BARE_PROCESSES, _ -> bareProcesses(stage, processes));
            Map<String, List<Double>> figures = Turns.take(stage, WARM_UPS, ROUNDS, sides);
            return List.of(
                    row(figures, OURS, OFFSET_ONLY),
                    row(figures, OURS, SAME_ROWS),
                    row(figures, OUR_PROCESSES, BARE_PROCESSES));
        }
    }

    private Measurement row(Map<String, List<Double>> figures, String ours, String theirs) {
        return Measurement.both(
                name(),
                "job to result",
                "/s",
                theirs,
                new Rounds.Sides(figures.getOrDefault(ours, List.of()), figures.getOrDefault(theirs, List.of())),
                new Goal.RatioAtLeast(GOAL));
    }

    private static RuntimeDriver processDriver(WorkloadEnvironment stage) throws IOException {
        return ProcessDriver.open(
                new ProcessSettings(
                        stage.emptyFolder("runtimes"),
                        "127.0.0.1",
                        System.getenv("PATH"),
                        BareProcesses.KEPT,
                        1024 * 1024),
                new Catalogue(
                        Map.of(IMAGE, new RuntimeSpec(BareProcesses.SERVE, Map.of(), 0, new ReadinessCheck.Tcp()))),
                InstantSource.system(),
                System::nanoTime,
                new SplittableRandom(1));
    }

    private static double ours(
            WorkloadEnvironment stage, RedisConnections redis, JobRequests requests, RuntimeDriver driver)
            throws InterruptedException {
        requests.forget();
        try (driver;
                ExecutorService writer = Executors.newSingleThreadExecutor();
                ExecutorService drivers = Executors.newFixedThreadPool(4);
                ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
                JdbcStore store = EngineRig.openStore(stage.emptyFolder("jobs"))) {
            TimedSteps steps = new TimedSteps();
            Executor timedWriter = task -> writer.execute(() -> {
                long since = System.nanoTime();
                task.run();
                steps.add("writer", System.nanoTime() - since);
            });
            Jobs jobs = jobs(redis, store, requests.streams(), driver, new JobThreads(timedWriter, drivers, timer));
            long begun = System.nanoTime();
            jobs.start();
            while (requests.results() < requests.count()) {
                if (System.nanoTime() - begun > AT_MOST.toNanos()) {
                    throw new IllegalStateException(
                            "after " + AT_MOST + " some of " + requests.count() + " results are missing");
                }
                TimeUnit.MILLISECONDS.sleep(1);
            }
            long took = System.nanoTime() - begun;
            stage.say(steps.perJob(requests.count()));
            jobs.stop();
            timer.shutdownNow();
            requests.requireSuccesses();
            for (ObservedRuntime one : driver.list()) {
                driver.stop(one.tenant(), one.gameId(), Duration.ZERO);
            }
            return requests.perSecond(took);
        }
    }

    private static Jobs jobs(
            RedisConnections redis, JdbcStore store, JobStreams streams, RuntimeDriver driver, JobThreads threads) {
        JobSettings settings = new JobSettings(
                new JobNode("bench", "bench", Duration.ofSeconds(15)),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                RestartPolicy.NONE);
        JdbcRuntimes runtimes = new JdbcRuntimes(store);
        return new Jobs(
                new JobStores(runtimes.changes(), runtimes.queries(), store.singletonLeases()),
                driver,
                settings,
                streams,
                new StreamPorts(
                        redis,
                        store.offsets(),
                        new EntryProcessorPorts(
                                store.quarantine(),
                                store.events(),
                                threads.writer(),
                                store.clock(),
                                EngineRig.IDS,
                                new SplittableRandom(1),
                                StreamListener.NONE)),
                new JobEnvironment(threads, store.clock(), System::nanoTime, EngineRig.IDS),
                JobListener.NONE);
    }

    /** The minimum of the contract, without a log that survives a crash. */
    private static double offsetOnly(WorkloadEnvironment stage, JobRequests requests) throws Exception {
        try (Store store = EngineRig.openStore(stage.emptyFolder("bare-jobs"))) {
            return loop(stage, requests, saving(store, game -> "tcp://127.0.0.1:1"));
        }
    }

    private static double sameRows(WorkloadEnvironment stage, JobRequests requests) throws Exception {
        Path folder = stage.emptyFolder("bare-rows");
        EngineRig.openStore(folder).close();
        try (BareJobRows rows = new BareJobRows(EngineRig.database(folder))) {
            return loop(stage, requests, (game, entry) -> {
                rows.begin(game, entry);
                rows.finish(game, entry);
                return "tcp://127.0.0.1:1";
            });
        }
    }

    private static double bareProcesses(WorkloadEnvironment stage, JobRequests requests) throws Exception {
        try (BareProcesses processes = new BareProcesses();
                Store store = EngineRig.openStore(stage.emptyFolder("bare-processes"))) {
            return loop(stage, requests, saving(store, _ -> processes.start()));
        }
    }

    /** Starts a game's runtime and returns its endpoint. */
    @FunctionalInterface
    private interface Start {
        String of(String game) throws Exception;
    }

    private static Step saving(Store store, Start start) {
        AtomicReference<@Nullable String> before = new AtomicReference<>();
        return (game, entry) -> {
            String endpoint = start.of(game);
            store.offsets().saveOffset(JobStreams.START_LABEL, before.getAndSet(entry), entry);
            return endpoint;
        };
    }

    private static double loop(WorkloadEnvironment stage, JobRequests requests, Step step) throws Exception {
        requests.forget();
        TimedSteps steps = new TimedSteps();
        String from = "0-0";
        long begun = System.nanoTime();
        for (int i = 0; i < requests.count(); i++) {
            String last = from;
            StreamMessage<String, byte[]> job = steps.time("XREAD", () -> requests.after(last));
            byte[] game = Objects.requireNonNull(job.getBody().get("game_id"));
            String endpoint = steps.time(
                    "start and commits", () -> step.handle(new String(game, StandardCharsets.UTF_8), job.getId()));
            from = steps.time("XADD", () -> {
                requests.succeed(game, endpoint);
                return job.getId();
            });
        }
        long took = System.nanoTime() - begun;
        stage.say(steps.perJob(requests.count()));
        return requests.perSecond(took);
    }
}
