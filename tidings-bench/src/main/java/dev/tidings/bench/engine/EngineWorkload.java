package dev.tidings.bench.engine;

import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.Rounds;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.notification.Intent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Measures the rate from intents to durably sent deliveries, against a bare SQLite file with the same rows. */
public final class EngineWorkload implements Workload {
    private static final int INTENTS = 100_000;
    private static final int RECIPIENTS = 1_000;
    // The lane's queue besides its concurrency, so that every delivery is leased at insert.
    private static final int IN_FLIGHT = 1_024;
    private static final int WARM_UPS = 2;
    private static final int ROUNDS = 5;
    private static final Duration AT_MOST = Duration.ofMinutes(5);
    private static final double GOAL = 0.85;

    @Override
    public String name() {
        return "engine";
    }

    @Override
    public String summary() {
        return String.format(
                Locale.ROOT,
                "%,d intents of %d bytes to durably sent, no-op channel, against the bare SQLite file taking the same"
                        + " rows",
                INTENTS,
                LoadIntents.PAYLOAD_BYTES);
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
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
                    return perSecond(throughEngine(
                            stage,
                            engine,
                            recipients,
                            LoadIntents.of(new SplittableRandom(round), NoopChannel.NAME, recipients, 0, INTENTS)));
                },
                round -> {
                    stage.emptyFolder("bare");
                    EngineRig.openStore(bare).close();
                    long took = BareFile.rowsOf(EngineRig.database(engine)).writeInto(EngineRig.database(bare));
                    BareFile.requireSame(EngineRig.database(engine), EngineRig.database(bare), INTENTS);
                    return perSecond(took);
                });
        return List.of(Measurement.both(
                name(), "accept to sent", "/s", "bare SQLite file", sides, new Goal.RatioAtLeast(GOAL)));
    }

    private static long throughEngine(
            WorkloadEnvironment stage, Path folder, List<String> recipients, List<Intent> intents)
            throws InterruptedException {
        Countdown countdown = new Countdown(intents.size(), IN_FLIGHT);
        List<Endpoint> endpoints = recipients.stream()
                .map(recipient -> EngineRig.endpoint(recipient, NoopChannel.NAME, "noop:" + recipient))
                .toList();
        try (EngineRig rig = new EngineRig(EngineRig.openStore(folder), 1, new NoopChannel(), endpoints, countdown)) {
            rig.start();
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

    private static double perSecond(long nanos) {
        return INTENTS * (double) TimeUnit.SECONDS.toNanos(1) / nanos;
    }
}
