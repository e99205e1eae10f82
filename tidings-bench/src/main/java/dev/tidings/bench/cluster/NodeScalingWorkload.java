package dev.tidings.bench.cluster;

import dev.tidings.bench.chart.Chart;
import dev.tidings.bench.chart.ChartedWorkload;
import dev.tidings.bench.http.LoadClient;
import dev.tidings.bench.http.SinkProcess;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.bench.server.LaunchedServer;
import dev.tidings.bench.server.SubmittedIntents;
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

    /** The nodes on one database. */
    private record Nodes(List<LaunchedServer> servers) implements AutoCloseable {
        static Nodes start(WorkloadEnvironment stage, Postgres postgres, SinkProcess sink, int size) throws Exception {
            Nodes nodes = new Nodes(new ArrayList<>());
            try {
                String database = postgres.create();
                for (int i = 1; i <= size; i++) {
                    nodes.servers.add(LaunchedServer.startReady(stage, database, "node-" + i + "-of-" + size));
                }
                nodes.servers
                        .getFirst()
                        .putWebhook(SubmittedIntents.RECIPIENT, "http://127.0.0.1:" + sink.port() + "/hook");
                return nodes;
            } catch (Exception | Error failure) {
                nodes.close();
                throw failure;
            }
        }

        /** New connections each time, because servers close those that are idle during the other clusters' rounds. */
        double rate(NodeRates rates, int items) throws Exception {
            List<LoadClient> clients = new ArrayList<>();
            try {
                for (LaunchedServer server : servers) {
                    clients.add(new LoadClient(
                            SubmittedIntents.to(server.port(), SubmittedIntents.PATH), IN_FLIGHT_PER_NODE));
                }
                return rates.perSecond(items, clients);
            } finally {
                for (LoadClient client : clients) {
                    client.close();
                }
            }
        }

        @Override
        public void close() {
            for (LaunchedServer server : servers) {
                server.close();
            }
        }
    }

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
        List<Nodes> clusters = new ArrayList<>();
        try (Postgres postgres = Postgres.start(stage);
                SinkProcess sink = SinkProcess.start()) {
            try {
                NodeRates rates = new NodeRates(postgres, sink);
                for (int size = 1; size <= LARGEST; size++) {
                    clusters.add(Nodes.start(stage, postgres, sink, size));
                    figures.add(new ArrayList<>());
                }
                for (int round = 0; round < WARM_UPS + rounds; round++) {
                    for (int i = 0; i < LARGEST; i++) {
                        double rate = clusters.get(i).rate(rates, items);
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
                for (Nodes cluster : clusters) {
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
