package dev.tidings.bench.push;

import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.Rounds;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Measures the memory per idle subscriber: the server's memory with many of them, minus the memory without. */
public final class IdleWorkload implements Workload {
    /** The default limit per recipient. */
    private static final int SUBSCRIBERS = 10_000;

    private static final int WARM_UP = 2_000;
    private static final int ROUNDS = 3;
    private static final long SETTLE_SECONDS = 3;

    private final int subscribers = WorkloadEnvironment.number("TIDINGS_BENCH_SUBSCRIBERS", SUBSCRIBERS);

    @Override
    public String name() {
        return "push.idle";
    }

    @Override
    public String summary() {
        return "resident memory of " + subscribers + " idle subscribers by server-sent events";
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        List<Double> resident = new ArrayList<>();
        List<Double> heap = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        int rounds = WorkloadEnvironment.rounds(ROUNDS);
        for (int round = 1; round <= rounds; round++) {
            tidings(stage, resident, heap);
            if (Nchan.missing().isEmpty()) {
                theirs.add(nchan(stage));
            }
            stage.say(String.format(
                    Locale.ROOT,
                    "round %d/%d  Tidings %.1f KB resident, %.1f KB live on the heap   nchan %s",
                    round,
                    rounds,
                    resident.getLast(),
                    heap.getLast(),
                    theirs.isEmpty() ? "left out" : String.format(Locale.ROOT, "%.1f KB", theirs.getLast())));
        }
        Measurement whole = theirs.isEmpty()
                ? Measurement.alone(name(), "idle connection, resident", "KB", resident, new Goal.None())
                : Measurement.both(
                        name(),
                        "idle connection, resident",
                        "KB",
                        "nchan",
                        new Rounds.Sides(resident, theirs),
                        new Goal.RatioAtMost(1));
        return List.of(whole, Measurement.alone(name(), "idle connection, live heap", "KB", heap, new Goal.None()));
    }

    private void tidings(WorkloadEnvironment stage, List<Double> resident, List<Double> heap) throws Exception {
        try (TidingsServer server = TidingsServer.start(stage)) {
            warmUp(server);
            double heapBefore = server.settledHeapKilobytes();
            double before = settled(server);
            try (SubscriberLoadProcess load =
                    SubscriberLoadProcess.open(Wire.SSE, server.port(), server.events(), subscribers)) {
                load.idle(SETTLE_SECONDS);
                stage.say("kernel, both ends of all connections: " + ProcessFigures.sockets());
                heap.add((server.settledHeapKilobytes() - heapBefore) / subscribers);
                resident.add((settled(server) - before) / subscribers);
            }
        }
    }

    private double nchan(WorkloadEnvironment stage) throws Exception {
        try (Nchan server = Nchan.start(stage)) {
            warmUp(server);
            double before = settled(server);
            try (SubscriberLoadProcess load =
                    SubscriberLoadProcess.open(Wire.SSE, server.port(), server.events(), subscribers)) {
                load.idle(SETTLE_SECONDS);
                stage.say("kernel, both ends of all connections: " + ProcessFigures.sockets());
                return (settled(server) - before) / subscribers;
            }
        }
    }

    /** Loads and compiles what the first connections need, which is not theirs. */
    private static void warmUp(Broadcaster server) throws Exception {
        try (SubscriberLoadProcess warm =
                SubscriberLoadProcess.open(Wire.SSE, server.port(), server.events(), WARM_UP)) {
            Burst.measure(server, warm, WARM_UP, 0);
        }
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
    }

    private static double settled(Broadcaster server) throws Exception {
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        return server.kilobytes();
    }
}
