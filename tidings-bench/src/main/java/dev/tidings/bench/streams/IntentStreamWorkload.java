package dev.tidings.bench.streams;

import static dev.tidings.bench.streams.StreamIntakeRound.COUNT;
import static dev.tidings.bench.streams.StreamIntakeRound.INTENTS;
import static dev.tidings.bench.streams.StreamIntakeRound.perSecond;

import dev.tidings.bench.engine.EngineRig;
import dev.tidings.bench.engine.LoadIntents;
import dev.tidings.bench.engine.NoopChannel;
import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.Rounds;
import dev.tidings.bench.measure.Turns;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.core.notification.Intent;
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
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/** Measures the intake of intents from a Redis stream, against plain JDBC and against bare reading of the same entries. */
public final class IntentStreamWorkload implements Workload {
    private static final int WARM_UPS = 2;
    private static final int ROUNDS = 5;
    private static final double GOAL = 0.9;
    /** Reading one at a time costs a round trip each. */
    private static final int FEW = 20_000;

    private static final String OURS = "Tidings";
    private static final String BARE = "bare XREAD";
    private static final String ONE_BY_ONE = "bare XREAD, COUNT 1";

    @Override
    public String name() {
        return "streams.intents";
    }

    @Override
    public String summary() {
        return String.format(
                Locale.ROOT,
                "%,d intents from a Redis Stream to accepted on SQLite, against plain JDBC writing the same rows",
                INTENTS);
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        try (RedisServer server = RedisServer.start(ServerOptions.fast());
                RedisConnections redis = RedisConnections.at(server.url())) {
            IntentStream.write(
                    redis,
                    LoadIntents.of(
                            new SplittableRandom(1), NoopChannel.NAME, StreamIntakeRound.RECIPIENTS, 0, INTENTS));
            Map<String, Turns.Side<Double>> sides = new LinkedHashMap<>();
            sides.put(OURS, StreamIntakeRound.tidings(stage, (rig, ports) -> consume(redis, rig, ports)));
            sides.put(StreamIntakeRound.BARE_FILE, StreamIntakeRound.bareFile(stage));
            sides.put(BARE, warmUp -> perSecond(INTENTS, IntentStream.readBare(redis, COUNT, INTENTS)));
            sides.put(ONE_BY_ONE, warmUp -> perSecond(FEW, IntentStream.readBare(redis, 1, FEW)));
            Map<String, List<Double>> figures = Turns.take(stage, WARM_UPS, ROUNDS, sides);
            return List.of(
                    row(figures, StreamIntakeRound.BARE_FILE, new Goal.RatioAtLeast(GOAL)),
                    row(figures, BARE, new Goal.None()),
                    row(figures, ONE_BY_ONE, new Goal.None()));
        }
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

    private static Runnable consume(RedisConnections redis, EngineRig rig, EntryProcessorPorts ports) {
        StreamConsumer<Intent> consumer = new StreamConsumer<>(
                new StreamSettings(
                        "intents", IntentStream.KEY, Intent.DEFAULT_TENANT, Duration.ofSeconds(1), COUNT, null),
                new IntentFields(
                        Intent.DEFAULT_TENANT,
                        StreamIntakeRound.ENTRY_BYTES,
                        new FeishuRequested("scheduler", "user:", "", "Title")),
                new IntentIntake(rig::accept),
                new StreamPorts(redis, rig.store().offsets(), ports));
        consumer.start();
        return consumer::stop;
    }
}
