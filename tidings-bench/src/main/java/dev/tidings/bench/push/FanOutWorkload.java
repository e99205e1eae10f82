package dev.tidings.bench.push;

import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.Rounds;
import dev.tidings.bench.measure.Turns;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Measures how fast messages of one publisher reach all subscribers of one recipient, against nchan. */
public final class FanOutWorkload implements Workload {
    private static final int[] SUBSCRIBERS = {1_000, 5_000};
    private static final int WARM_UPS = 3;
    private static final int ROUNDS = 5;
    private static final String OURS = "Tidings";
    private static final String THEIRS = "nchan";

    private int next;

    @Override
    public String name() {
        return "push.fanout";
    }

    @Override
    public String summary() {
        return "one publisher, " + Burst.MESSAGES + " messages of " + NumberedPayload.BYTES
                + " bytes, 1,000 and 5,000 subscribers by server-sent events";
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        Optional<String> missing = Nchan.missing();
        missing.ifPresent(what -> stage.say("nchan is skipped: " + what));
        List<Measurement> rows = new ArrayList<>();
        for (int subscribers : SUBSCRIBERS) {
            stage.say(subscribers + " subscribers");
            Map<String, List<Burst>> bursts;
            try (Broadcaster tidings = TidingsServer.start(stage);
                    Side ours = new Side(tidings, subscribers)) {
                if (missing.isPresent()) {
                    bursts = Turns.take(stage, WARM_UPS, ROUNDS, Map.of(OURS, ours));
                } else {
                    try (Broadcaster nchan = Nchan.start(stage);
                            Side theirs = new Side(nchan, subscribers)) {
                        Map<String, Side> sides = new LinkedHashMap<>();
                        sides.put(OURS, ours);
                        sides.put(THEIRS, theirs);
                        bursts = Turns.take(stage, WARM_UPS, ROUNDS, sides);
                    }
                }
            }
            rows.add(row(subscribers + " SSE, delivered", "/s", bursts, Burst::perSecond, new Goal.RatioAtLeast(1)));
            rows.add(row(subscribers + " SSE, last of the burst", "ms", bursts, Burst::lastMillis, new Goal.None()));
        }
        return rows;
    }

    private Measurement row(
            String what, String unit, Map<String, List<Burst>> bursts, ToDoubleFunction<Burst> figure, Goal goal) {
        List<Double> ours = figures(bursts.get(OURS), figure);
        List<Burst> theirs = bursts.get(THEIRS);
        return theirs == null
                ? Measurement.alone(name(), what, unit, ours, new Goal.None())
                : Measurement.both(name(), what, unit, THEIRS, new Rounds.Sides(ours, figures(theirs, figure)), goal);
    }

    private static List<Double> figures(
            @org.jspecify.annotations.Nullable List<Burst> bursts, ToDoubleFunction<Burst> figure) {
        return bursts == null
                ? List.of()
                : bursts.stream().map(burst -> figure.applyAsDouble(burst)).toList();
    }

    /** A server with its subscribers, which stay connected for all rounds. */
    private final class Side implements Turns.Side<Burst>, AutoCloseable {
        private final Broadcaster server;
        private final int count;
        private final SubscriberLoadProcess load;

        Side(Broadcaster server, int count) throws Exception {
            this.server = server;
            this.count = count;
            this.load = SubscriberLoadProcess.open(Wire.SSE, server.port(), server.events(), count);
        }

        @Override
        public Burst round(boolean warmUp) throws Exception {
            next += Burst.MESSAGES;
            return Burst.measure(server, load, count, next);
        }

        @Override
        public void close() {
            load.close();
        }
    }
}
