package dev.tidings.bench.push;

import dev.tidings.bench.http.LoadClient;
import dev.tidings.bench.http.Numbered;
import dev.tidings.bench.http.RequestTimings;
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
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Measures the latency from when a message was due to its reception, at a steady rate. */
public final class PushLatencyWorkload implements Workload {
    private static final int SUBSCRIBERS = 100;
    private static final double PER_SECOND = 50;
    private static final int MESSAGES = 500;
    private static final int WARM_UPS = 3;
    private static final int ROUNDS = 3;
    private static final int CONNECTIONS = 8;
    private static final String OURS = "Tidings";
    private static final String THEIRS = "nchan";

    private int next;

    @Override
    public String name() {
        return "push.latency";
    }

    @Override
    public String summary() {
        return "publishing to reception at " + (int) PER_SECOND + " messages/s to " + SUBSCRIBERS
                + " subscribers, open loop";
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        Map<String, List<Percentiles>> rounds;
        try (TidingsServer tidings = TidingsServer.start(stage);
                SubscriberLoadProcess ours =
                        SubscriberLoadProcess.open(Wire.SSE, tidings.port(), tidings.events(), SUBSCRIBERS)) {
            Map<String, Turns.Side<Percentiles>> sides = new LinkedHashMap<>();
            Numbered toOurs = tidings.publishing();
            sides.put(OURS, warmUp -> measure(toOurs, ours));
            if (Nchan.missing().isPresent()) {
                rounds = Turns.take(stage, WARM_UPS, ROUNDS, sides);
            } else {
                try (Nchan nchan = Nchan.start(stage);
                        SubscriberLoadProcess theirs =
                                SubscriberLoadProcess.open(Wire.SSE, nchan.port(), nchan.events(), SUBSCRIBERS)) {
                    Numbered toTheirs = nchan.publishing();
                    sides.put(THEIRS, warmUp -> measure(toTheirs, theirs));
                    rounds = Turns.take(stage, WARM_UPS, ROUNDS, sides);
                }
            }
        }
        return List.of(
                row("accept to received, p50", rounds, Percentiles::p50),
                row("accept to received, p99", rounds, Percentiles::p99));
    }

    private Percentiles measure(Numbered requests, SubscriberLoadProcess load) throws Exception {
        int first = next;
        next += MESSAGES;
        try (LoadClient publisher = new LoadClient(requests, CONNECTIONS)) {
            load.expect(MESSAGES);
            RequestTimings answers = publisher.openLoop(first, MESSAGES, PER_SECOND);
            answers.requireSuccess();
            load.awaitAll();
            double[] percentiles =
                    load.percentiles(IntStream.range(first, first + MESSAGES).mapToLong(answers::due));
            return new Percentiles(percentiles[0], percentiles[1]);
        }
    }

    private Measurement row(String what, Map<String, List<Percentiles>> rounds, ToDoubleFunction<Percentiles> figure) {
        List<Double> ours = figures(rounds.getOrDefault(OURS, List.of()), figure);
        List<Double> theirs = figures(rounds.getOrDefault(THEIRS, List.of()), figure);
        return theirs.isEmpty()
                ? Measurement.alone(name(), what, "ms", ours, new Goal.None())
                : Measurement.both(name(), what, "ms", THEIRS, new Rounds.Sides(ours, theirs), new Goal.None());
    }

    private static List<Double> figures(List<Percentiles> rounds, ToDoubleFunction<Percentiles> figure) {
        List<Double> figures = new ArrayList<>();
        rounds.forEach(round -> figures.add(figure.applyAsDouble(round)));
        return figures;
    }
}
