package dev.tidings.bench.runtime;

import dev.tidings.bench.engine.EngineRig;
import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.Rounds;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.core.notification.Intent;
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
import dev.tidings.jobs.jdbc.JdbcRuntimes;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.streams.EntryProcessorPorts;
import dev.tidings.streams.redis.RedisConnections;
import dev.tidings.streams.redis.StreamPorts;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.testkit.server.ServerOptions;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Measures start jobs from stream to result with a no-op driver, against the same loop without operations. */
public final class JobsWorkload implements Workload {
    private static final int JOBS = 3_000;
    private static final int WARM_UPS = 1;
    private static final int ROUNDS = 5;
    private static final Duration AT_MOST = Duration.ofMinutes(2);
    private static final JobStreams STREAMS = new JobStreams(
            Intent.DEFAULT_TENANT,
            new JobStreams.Read("start", "stop", Duration.ofSeconds(1), 1, null),
            new JobStreams.Written("results", "health", 1_000_000));

    @Override
    public String name() {
        return "streams.jobs";
    }

    @Override
    public String summary() {
        return String.format(
                Locale.ROOT,
                "%,d start jobs to their results on SQLite with a no-op driver, against XREAD, offset," + " XADD",
                JOBS);
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        try (RedisServer server = RedisServer.start(ServerOptions.fast());
                RedisConnections redis = RedisConnections.at(server.url());
                StatefulRedisConnection<String, byte[]> connection = redis.connect()) {
            for (int i = 0; i < JOBS; i++) {
                connection
                        .sync()
                        .xadd(
                                STREAMS.read().startJobs(),
                                Map.of("game_id", bytes("game-" + i), "image_ref", bytes("arena:1")));
            }
            Rounds.Sides sides = Rounds.alternate(
                    stage,
                    WARM_UPS,
                    ROUNDS,
                    "/s",
                    round -> ours(stage, redis, connection),
                    round -> bare(stage, connection));
            return List.of(
                    Measurement.both(name(), "job to result", "/s", "XREAD, offset, XADD", sides, new Goal.None()));
        }
    }

    private static double ours(
            WorkloadEnvironment stage, RedisConnections redis, StatefulRedisConnection<String, byte[]> connection)
            throws InterruptedException {
        forget(connection);
        try (ExecutorService writer = Executors.newSingleThreadExecutor();
                ExecutorService drivers = Executors.newFixedThreadPool(4);
                ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
                JdbcStore store = EngineRig.openStore(stage.emptyFolder("jobs"))) {
            Jobs jobs = jobs(redis, store, new JobThreads(writer, drivers, timer));
            long begun = System.nanoTime();
            jobs.start();
            while (connection.sync().xlen(STREAMS.written().results()) < JOBS) {
                if (System.nanoTime() - begun > AT_MOST.toNanos()) {
                    throw new IllegalStateException("after " + AT_MOST + " some of " + JOBS + " results are missing");
                }
                TimeUnit.MILLISECONDS.sleep(1);
            }
            long took = System.nanoTime() - begun;
            jobs.stop();
            timer.shutdownNow();
            return perSecond(took);
        }
    }

    private static Jobs jobs(RedisConnections redis, JdbcStore store, JobThreads threads) {
        JobSettings settings = new JobSettings(
                new JobNode("bench", "bench", Duration.ofSeconds(15)),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                RestartPolicy.NONE);
        NoopDriver driver = new NoopDriver();
        JdbcRuntimes runtimes = new JdbcRuntimes(store);
        return new Jobs(
                new JobStores(runtimes.changes(), runtimes.queries(), store.singletonLeases()),
                driver,
                settings,
                STREAMS,
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
    @SuppressWarnings("unchecked") // Generic varargs with a single argument.
    private static double bare(WorkloadEnvironment stage, StatefulRedisConnection<String, byte[]> connection) {
        forget(connection);
        try (Store store = EngineRig.openStore(stage.emptyFolder("bare-jobs"))) {
            String from = "0-0";
            long begun = System.nanoTime();
            for (int i = 0; i < JOBS; i++) {
                StreamMessage<String, byte[]> job = connection
                        .sync()
                        .xread(
                                XReadArgs.Builder.count(1),
                                StreamOffset.from(STREAMS.read().startJobs(), from))
                        .getFirst();
                byte[] none = {};
                connection
                        .sync()
                        .xadd(
                                STREAMS.written().results(),
                                Map.of(
                                        "game_id", job.getBody().get("game_id"),
                                        "outcome", bytes("success"),
                                        "container_id", bytes("noop"),
                                        "engine_endpoint", bytes("tcp://127.0.0.1:1"),
                                        "error_code", none,
                                        "error_message", none));
                store.offsets().saveOffset(JobStreams.START_LABEL, i == 0 ? null : from, job.getId());
                from = job.getId();
            }
            return perSecond(System.nanoTime() - begun);
        }
    }

    private static void forget(StatefulRedisConnection<String, byte[]> connection) {
        connection
                .sync()
                .del(STREAMS.written().results(), "{" + STREAMS.written().results() + "}:told");
    }

    private static double perSecond(long nanos) {
        return JOBS * (double) TimeUnit.SECONDS.toNanos(1) / nanos;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
