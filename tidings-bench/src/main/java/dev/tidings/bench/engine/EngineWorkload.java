package dev.tidings.bench.engine;

import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Rounds;
import dev.tidings.bench.measure.Row;
import dev.tidings.bench.measure.Stage;
import dev.tidings.bench.measure.Workload;
import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.Payload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** From intents to durably sent deliveries, against the bare SQLite file that takes the same rows. */
public final class EngineWorkload implements Workload {
    private static final int INTENTS = 100_000;
    private static final int PAYLOAD_BYTES = 300;
    private static final int RECIPIENTS = 1_000;
    // What the lane takes in beside its concurrency, so that every delivery is leased at insert.
    private static final int IN_FLIGHT = 1_024;
    private static final int WARM_UPS = 2;
    private static final int ROUNDS = 5;
    private static final Duration AT_MOST = Duration.ofMinutes(5);
    private static final double GOAL = 0.5;

    @Override
    public String name() {
        return "engine";
    }

    @Override
    public String summary() {
        return String.format(
                Locale.ROOT,
                "%,d intents of %d bytes to durably sent, no-op channel, against the bare SQLite file taking the same rows",
                INTENTS,
                PAYLOAD_BYTES);
    }

    @Override
    public List<Row> run(Stage stage) throws Exception {
        List<String> recipients =
                IntStream.range(0, RECIPIENTS).mapToObj(i -> "user:" + i).toList();
        Path engine = stage.emptyFolder("engine");
        Path bare = stage.emptyFolder("bare");
        Rounds.Sides sides = Rounds.alternate(
                stage,
                WARM_UPS,
                ROUNDS,
                "deliveries/s",
                round -> {
                    stage.emptyFolder("engine");
                    return perSecond(throughEngine(stage, engine, recipients, intents(round, recipients)));
                },
                round -> {
                    stage.emptyFolder("bare");
                    EngineRig.openStore(bare).close();
                    long took = BareFile.rowsOf(EngineRig.database(engine)).writeInto(EngineRig.database(bare));
                    BareFile.requireSame(EngineRig.database(engine), EngineRig.database(bare), INTENTS);
                    return perSecond(took);
                });
        return List.of(
                Row.both(name(), "accept to sent", "/s", "bare SQLite file", sides, new Goal.RatioAtLeast(GOAL)));
    }

    private static long throughEngine(Stage stage, Path folder, List<String> recipients, List<Intent> intents)
            throws InterruptedException {
        Countdown countdown = new Countdown(intents.size(), IN_FLIGHT);
        try (EngineRig rig = new EngineRig(folder, recipients, countdown)) {
            long begun = System.nanoTime();
            for (Intent intent : intents) {
                countdown.enter();
                var _ = rig.accept(intent).whenComplete((receipt, failure) -> {
                    if (failure != null) {
                        countdown.refused(failure);
                    }
                });
            }
            countdown.awaitAll(AT_MOST);
            long took = System.nanoTime() - begun;
            stage.say(String.format(Locale.ROOT, "           (%.0f items a commit)", countdown.itemsPerCommit()));
            return took;
        }
    }

    /** Keys are random, as those of producers are: an index takes them all over. */
    private static List<Intent> intents(int round, List<String> recipients) {
        SplittableRandom random = new SplittableRandom(round);
        List<Intent> intents = new ArrayList<>(INTENTS);
        for (int i = 0; i < INTENTS; i++) {
            String head = "{\"n\":" + i + ",\"note\":\"";
            String payload = head + "x".repeat(PAYLOAD_BYTES - head.length() - 2) + "\"}";
            intents.add(new Intent(
                    Intent.DEFAULT_TENANT,
                    "bench",
                    new UUID(random.nextLong(), random.nextLong()).toString(),
                    "build.finished",
                    new Audience.Recipients(List.of(recipients.get(i % recipients.size()))),
                    List.of(NoopChannel.NAME),
                    null,
                    Payload.of(payload),
                    null,
                    null,
                    null,
                    null,
                    null));
        }
        return intents;
    }

    private static double perSecond(long nanos) {
        return INTENTS * (double) TimeUnit.SECONDS.toNanos(1) / nanos;
    }
}
