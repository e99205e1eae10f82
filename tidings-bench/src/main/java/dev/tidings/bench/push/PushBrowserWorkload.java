package dev.tidings.bench.push;

import dev.tidings.bench.http.LoadClient;
import dev.tidings.bench.http.Numbered;
import dev.tidings.bench.http.RequestTimings;
import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.Turns;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Measures the latency from when a message was due to a page's handler, at a steady rate. */
public final class PushBrowserWorkload implements Workload {
    private static final double PER_SECOND = 50;
    private static final int MESSAGES = 500;
    private static final int WARM_UPS = 2;
    private static final int ROUNDS = 3;
    private static final int CONNECTIONS = 8;
    private static final String PAGE = "a page in Chromium";

    private int next;

    @Override
    public String name() {
        return "push.browser";
    }

    @Override
    public String summary() {
        return "publishing to a handler in Chromium at " + (int) PER_SECOND + " messages/s, open loop";
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        try (TidingsServer server = TidingsServer.start(stage);
                Chromium browser = Chromium.open(stage, server.port(), MESSAGES)) {
            Numbered requests = server.publishing();
            Map<String, Turns.Side<Percentiles>> page = Map.of(PAGE, warmUp -> measure(requests, browser));
            List<Percentiles> rounds = Turns.take(stage, WARM_UPS, ROUNDS, page).getOrDefault(PAGE, List.of());
            return List.of(
                    row(
                            "accept to handled by a page, p50",
                            rounds.stream().map(Percentiles::p50).toList()),
                    row(
                            "accept to handled by a page, p99",
                            rounds.stream().map(Percentiles::p99).toList()));
        }
    }

    private Measurement row(String what, List<Double> figures) {
        return Measurement.alone(name(), what, "ms", figures, new Goal.None());
    }

    private Percentiles measure(Numbered requests, Chromium browser) throws Exception {
        int first = next;
        next += MESSAGES;
        try (LoadClient publisher = new LoadClient(requests, CONNECTIONS)) {
            RequestTimings answers = publisher.openLoop(first, MESSAGES, PER_SECOND);
            answers.requireSuccess();
            double[] took = browser.received()
                    .lines()
                    .map(line -> line.split(" ", -1))
                    .mapToDouble(words -> Double.parseDouble(words[1])
                            - answers.due(Integer.parseInt(words[0])) / (double) Chromium.nanosOfMillisecond())
                    .sorted()
                    .toArray();
            if (took.length != MESSAGES) {
                throw new IllegalStateException(
                        "the page received " + took.length + "; expected " + MESSAGES + ": " + Arrays.toString(took));
            }
            return new Percentiles(took[took.length / 2], took[took.length * 99 / 100]);
        }
    }
}
