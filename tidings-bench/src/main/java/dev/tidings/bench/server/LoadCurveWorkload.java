package dev.tidings.bench.server;

import dev.tidings.bench.chart.Chart;
import dev.tidings.bench.chart.ChartedWorkload;
import dev.tidings.bench.http.Arrivals;
import dev.tidings.bench.http.LoadClient;
import dev.tidings.bench.http.RequestTimings;
import dev.tidings.bench.http.SinkProcess;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.WorkloadEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Measures the latency from when a POST was due to its reception at growing rates, up to the knee: the rate at which the 99th
 * percentile exceeds {@link #KNEE_MILLIS}, twice in a row.
 */
public final class LoadCurveWorkload implements ChartedWorkload {
    private static final double KNEE_MILLIS = 100;
    private static final int SLOWEST = 100;
    private static final int FASTEST = 25_600;
    private static final double STEP = Math.sqrt(2);
    private static final int SECONDS = 8;
    private static final int CONNECTIONS = 256;
    private static final int WARM_UP = 30_000;
    private static final int ROUNDS = 3;
    private static final int DIGITS = 3;
    private static final Duration AT_MOST = Duration.ofMinutes(2);

    private int next;

    /** The percentiles of one round at one rate, in milliseconds. */
    private record Latency(double p50, double p99) {}

    @Override
    public String name() {
        return "charts.load";
    }

    @Override
    public String summary() {
        return "chart: latency from POST to reception on SQLite over the rate of intents, up to the knee";
    }

    @Override
    public Chart chart() {
        return new Chart("Latency over load", "intents/s", "POST to received, ms", Chart.Scale.LOGARITHMIC);
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        int most = WorkloadEnvironment.items(FASTEST * SECONDS);
        Map<Integer, List<Latency>> figures = new TreeMap<>();
        try (LaunchedServer server = LaunchedServer.startReady(stage);
                SinkProcess sink = SinkProcess.start();
                CommittedDeliveries ledger = new CommittedDeliveries(server.database())) {
            server.putWebhook(SubmittedIntents.RECIPIENT, "http://127.0.0.1:" + sink.port() + "/hook");
            warmUp(server, sink, ledger, Math.min(WARM_UP, most));
            int rounds = WorkloadEnvironment.rounds(ROUNDS);
            for (int round = 1; round <= rounds; round++) {
                int beyond = 0;
                // A single rate above may be noise.
                for (double rate = SLOWEST; rate <= FASTEST && beyond < 2; rate *= STEP) {
                    int perSecond = (int) Math.rint(rate);
                    Latency latency = latency(server, sink, perSecond, Math.min(most, perSecond * SECONDS));
                    ledger.awaitNoneOpen(AT_MOST);
                    stage.say(String.format(
                            Locale.ROOT,
                            "round %d   %,d/s   p50 %.2f p99 %.2f ms",
                            round,
                            perSecond,
                            latency.p50(),
                            latency.p99()));
                    figures.computeIfAbsent(perSecond, at -> new ArrayList<>()).add(latency);
                    beyond = latency.p99() < KNEE_MILLIS ? 0 : beyond + 1;
                }
            }
        }
        List<Measurement> points = new ArrayList<>();
        figures.forEach((rate, latencies) -> {
            points.add(Measurement.point(
                    name(),
                    "p50",
                    rate,
                    "ms",
                    latencies.stream().map(Latency::p50).toList()));
            points.add(Measurement.point(
                    name(),
                    "p99",
                    rate,
                    "ms",
                    latencies.stream().map(Latency::p99).toList()));
        });
        return points;
    }

    private void warmUp(LaunchedServer server, SinkProcess sink, CommittedDeliveries ledger, int count)
            throws Exception {
        sink.reset(next, count);
        try (LoadClient client = client(server)) {
            client.closedLoop(next, count).requireSuccess();
        }
        next += count;
        sink.await(count, AT_MOST);
        ledger.awaitNoneOpen(AT_MOST);
    }

    /** New connections, because the server closes those that were idle while the last round was delivered. */
    private Latency latency(LaunchedServer server, SinkProcess sink, int perSecond, int count) throws Exception {
        int first = next;
        next += count;
        sink.reset(first, count);
        try (LoadClient client = client(server)) {
            RequestTimings answers = client.openLoop(first, count, perSecond);
            answers.requireSuccess();
            Arrivals arrivals = sink.await(count, AT_MOST);
            Histogram histogram = new Histogram(DIGITS);
            for (int number = first; number < first + count; number++) {
                histogram.recordValue(Math.max(0, arrivals.at(number) - answers.due(number)));
            }
            return new Latency(millis(histogram, 50), millis(histogram, 99));
        }
    }

    private static LoadClient client(LaunchedServer server) throws Exception {
        return new LoadClient(SubmittedIntents.to(server.port(), SubmittedIntents.PATH), CONNECTIONS);
    }

    private static double millis(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }
}
