package dev.tidings.bench.streams;

import dev.tidings.bench.engine.BareFile;
import dev.tidings.bench.engine.EngineRig;
import dev.tidings.bench.engine.NoopChannel;
import dev.tidings.bench.measure.Turns;
import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.core.telemetry.StreamListener;
import dev.tidings.streams.EntryProcessorPorts;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** One round of intake from a stream: from the start of its consumer to the last commit on an empty SQLite store. */
final class StreamIntakeRound {
    static final int INTENTS = 100_000;
    static final int COUNT = 500;
    static final int ENTRY_BYTES = 256 * 1024;
    static final String BARE_FILE = "bare SQLite file";
    static final List<String> RECIPIENTS =
            IntStream.range(0, 1_000).mapToObj(i -> "user:" + i).toList();

    private static final String FOLDER = "intents";
    private static final Duration AT_MOST = Duration.ofMinutes(5);

    /** Starts the consumer of a stream; returns what stops it. */
    @FunctionalInterface
    interface Intake {
        Runnable start(EngineRig rig, EntryProcessorPorts ports);
    }

    private StreamIntakeRound() {}

    /** Accepts all intents. Counts everything: an entry that is refused or accepted twice fails the round. */
    static Turns.Side<Double> tidings(WorkloadEnvironment stage, Intake intake) {
        return warmUp -> {
            List<Endpoint> endpoints = RECIPIENTS.stream()
                    .map(recipient -> EngineRig.endpoint(recipient, NoopChannel.NAME, "noop:" + recipient))
                    .toList();
            Tally tally = new Tally();
            try (EngineRig rig = new EngineRig(
                    EngineRig.openStore(stage.emptyFolder(FOLDER)), 1, new NoopChannel(), endpoints, tally)) {
                EntryProcessorPorts ports = new EntryProcessorPorts(
                        rig.store().quarantine(),
                        rig.store().events(),
                        rig.writer(),
                        rig.store().clock(),
                        EngineRig.IDS,
                        new SplittableRandom(1),
                        tally);
                long begun = System.nanoTime();
                Runnable stop = intake.start(rig, ports);
                boolean all = tally.all.await(AT_MOST.toSeconds(), TimeUnit.SECONDS);
                long took = System.nanoTime() - begun;
                stop.run();
                if (!all) {
                    throw new IllegalStateException(
                            "after " + AT_MOST + " still " + tally.all.getCount() + " are missing");
                }
                if (tally.wrong.get() > 0) {
                    throw new IllegalStateException(tally.wrong + " were refused or replayed; expected none");
                }
                return perSecond(INTENTS, took);
            }
        };
    }

    /** Writes the rows of the last round of Tidings again. */
    static Turns.Side<Double> bareFile(WorkloadEnvironment stage) {
        return warmUp -> perSecond(
                INTENTS, BareFile.acceptedOf(stage.scratch().resolve(FOLDER)).writeIntoNew(stage.emptyFolder("bare")));
    }

    static double perSecond(int entries, long nanos) {
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
