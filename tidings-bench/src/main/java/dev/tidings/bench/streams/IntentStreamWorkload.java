package dev.tidings.bench.streams;

import dev.tidings.bench.engine.BareFile;
import dev.tidings.bench.engine.EngineRig;
import dev.tidings.bench.engine.LoadIntents;
import dev.tidings.bench.engine.NoopChannel;
import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.Rounds;
import dev.tidings.bench.measure.Turns;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.core.telemetry.StreamListener;
import dev.tidings.server.intake.IntentIntake;
import dev.tidings.server.intake.feishu.FeishuRequested;
import dev.tidings.server.intake.redis.IntentFields;
import dev.tidings.streams.EntryProcessorPorts;
import dev.tidings.streams.redis.RedisConnections;
import dev.tidings.streams.redis.StreamConsumer;
import dev.tidings.streams.redis.StreamPorts;
import dev.tidings.streams.redis.StreamSettings;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.testkit.server.ServerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Measures the intake of intents from a Redis stream, against bare reading of the same entries with the same library. */
public final class IntentStreamWorkload implements Workload {
    private static final int INTENTS = 100_000;
    private static final int RECIPIENTS = 1_000;
    private static final int COUNT = 500;
    private static final int ENTRY_BYTES = 256 * 1024;
    private static final int WARM_UPS = 2;
    private static final int ROUNDS = 5;
    private static final Duration AT_MOST = Duration.ofMinutes(5);
    private static final double GOAL = 0.4;
    /** Reading one at a time costs a round trip each. */
    private static final int FEW = 20_000;

    private static final String OURS = "Tidings";
    private static final String BARE = "bare XREAD";
    private static final String ONE_BY_ONE = "bare XREAD, COUNT 1";
    private static final String FILE = "bare SQLite file";

    @Override
    public String name() {
        return "streams.intents";
    }

    @Override
    public String summary() {
        return String.format(
                Locale.ROOT,
                "%,d intents from a Redis Stream to accepted on SQLite, against bare XREAD of the same entries",
                INTENTS);
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        List<String> recipients =
                IntStream.range(0, RECIPIENTS).mapToObj(i -> "user:" + i).toList();
        try (RedisServer server = RedisServer.start(ServerOptions.fast());
                RedisConnections redis = RedisConnections.at(server.url())) {
            IntentStream.write(
                    redis, LoadIntents.of(new SplittableRandom(1), NoopChannel.NAME, recipients, 0, INTENTS));
            Map<String, List<Double>> figures = Turns.take(stage, WARM_UPS, ROUNDS, sides(stage, recipients, redis));
            return List.of(
                    row(figures, BARE, new Goal.RatioAtLeast(GOAL)),
                    row(figures, ONE_BY_ONE, new Goal.None()),
                    row(figures, FILE, new Goal.None()));
        }
    }

    private static Map<String, Turns.Side<Double>> sides(
            WorkloadEnvironment stage, List<String> recipients, RedisConnections redis) {
        Map<String, Turns.Side<Double>> sides = new LinkedHashMap<>();
        sides.put(OURS, warmUp -> perSecond(INTENTS, accepted(stage.emptyFolder("intents"), recipients, redis)));
        sides.put(BARE, warmUp -> perSecond(INTENTS, IntentStream.readBare(redis, COUNT, INTENTS)));
        sides.put(ONE_BY_ONE, warmUp -> perSecond(FEW, IntentStream.readBare(redis, 1, FEW)));
        sides.put(
                FILE,
                warmUp -> perSecond(
                        INTENTS,
                        BareFile.acceptedOf(stage.scratch().resolve("intents"))
                                .writeIntoNew(stage.emptyFolder("bare"))));
        return sides;
    }

    private Measurement row(Map<String, List<Double>> figures, String against, Goal goal) {
        return Measurement.both(
                name(),
                "XREAD to accepted",
                "/s",
                against,
                new Rounds.Sides(figures.getOrDefault(OURS, List.of()), figures.getOrDefault(against, List.of())),
                goal);
    }

    /** Counts everything: an entry that is refused or accepted twice fails the round. */
    private static long accepted(Path folder, List<String> recipients, RedisConnections redis)
            throws InterruptedException {
        List<Endpoint> endpoints = recipients.stream()
                .map(recipient -> EngineRig.endpoint(recipient, NoopChannel.NAME, "noop:" + recipient))
                .toList();
        Tally tally = new Tally();
        try (EngineRig rig = new EngineRig(EngineRig.openStore(folder), 1, new NoopChannel(), endpoints, tally)) {
            StreamConsumer<Intent> consumer = new StreamConsumer<>(
                    new StreamSettings(
                            "intents", IntentStream.KEY, Intent.DEFAULT_TENANT, Duration.ofSeconds(1), COUNT, null),
                    new IntentFields(
                            Intent.DEFAULT_TENANT, ENTRY_BYTES, new FeishuRequested("scheduler", "user:", "", "Title")),
                    new IntentIntake(rig::accept),
                    new StreamPorts(
                            redis,
                            rig.store().offsets(),
                            new EntryProcessorPorts(
                                    rig.store().quarantine(),
                                    rig.store().events(),
                                    rig.writer(),
                                    rig.store().clock(),
                                    EngineRig.IDS,
                                    new SplittableRandom(1),
                                    tally)));
            long begun = System.nanoTime();
            consumer.start();
            if (!tally.all.await(AT_MOST.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("after " + AT_MOST + " still " + tally.all.getCount() + " are missing");
            }
            long took = System.nanoTime() - begun;
            consumer.stop();
            if (tally.wrong.get() > 0) {
                throw new IllegalStateException(tally.wrong + " were refused or replayed; expected none");
            }
            return took;
        }
    }

    private static double perSecond(int entries, long nanos) {
        return entries * (double) TimeUnit.SECONDS.toNanos(1) / nanos;
    }

    private static final class Tally implements EngineListener, StreamListener {
        private final CountDownLatch all = new CountDownLatch(INTENTS);
        private final AtomicInteger wrong = new AtomicInteger();

        @Override
        public void intentAccepted(int deliveries) {
            all.countDown();
        }

        @Override
        public void intentReplayed() {
            wrong.incrementAndGet();
        }

        @Override
        public void quarantined(String label) {
            wrong.incrementAndGet();
            all.countDown();
        }
    }
}
