package dev.tidings.bench.cluster;

import dev.tidings.bench.chart.Chart;
import dev.tidings.bench.chart.ChartedWorkload;
import dev.tidings.bench.http.SinkProcess;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.WorkloadEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measures the rate of one, two and three nodes, each cluster on a database of its own, all on one machine. */
public final class NodeScalingWorkload implements ChartedWorkload {
    private static final int LARGEST = 3;
    private static final int IN_FLIGHT_PER_NODE = 32;
    private static final int ITEMS = 20_000;
    private static final int WARM_UPS = 2;
    private static final int ROUNDS = 5;
    private static final String SERIES = "POST to received, " + IN_FLIGHT_PER_NODE + " in flight per node";

    @Override
    public String name() {
        return "charts.nodes";
    }

    @Override
    public String summary() {
        return "chart: deliveries per second over REST of 1 to " + LARGEST + " nodes on one PostgreSQL, one machine";
    }

    @Override
    public Chart chart() {
        return new Chart("Rate over nodes, on one machine", "nodes", "deliveries/s", Chart.Scale.LINEAR);
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        int items = WorkloadEnvironment.items(ITEMS);
        int rounds = WorkloadEnvironment.rounds(ROUNDS);
        List<List<Double>> figures = new ArrayList<>();
        List<LaunchedNodes> clusters = new ArrayList<>();
        try (Postgres postgres = Postgres.start(stage);
                SinkProcess sink = SinkProcess.start()) {
            try {
                NodeRates rates = new NodeRates(postgres, sink);
                for (int size = 1; size <= LARGEST; size++) {
                    clusters.add(LaunchedNodes.start(stage, postgres, sink, rates, size, String.valueOf(size)));
                    figures.add(new ArrayList<>());
                }
                for (int round = 0; round < WARM_UPS + rounds; round++) {
                    for (int i = 0; i < LARGEST; i++) {
                        double rate = clusters.get(i).rate(items / (i + 1), IN_FLIGHT_PER_NODE);
                        stage.say(String.format(
                                Locale.ROOT,
                                "%s %d   %d nodes %,.0f deliveries/s",
                                round < WARM_UPS ? "warm-up" : "round",
                                round,
                                i + 1,
                                rate));
                        if (round >= WARM_UPS) {
                            figures.get(i).add(rate);
                        }
                    }
                }
            } finally {
                for (LaunchedNodes cluster : clusters) {
                    cluster.close();
                }
            }
        }
        List<Measurement> points = new ArrayList<>();
        for (int i = 0; i < LARGEST; i++) {
            points.add(Measurement.point(name(), SERIES, i + 1, "/s", figures.get(i)));
        }
        return points;
    }
}
