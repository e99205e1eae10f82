package dev.tidings.bench.cluster;

import dev.tidings.bench.http.LoadClient;
import dev.tidings.bench.http.SinkProcess;
import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.Rounds;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.bench.server.LaunchedServer;
import dev.tidings.bench.server.SubmittedIntents;
import java.util.List;

/** Compares two nodes on one PostgreSQL with one node, on one machine: the cost of sharing without its benefit. */
public final class NodesWorkload implements Workload {
    private static final int IN_FLIGHT = 64;
    private static final int ITEMS = 20_000;
    private static final int WARM_UPS = 2;
    private static final int ROUNDS = 3;

    @Override
    public String name() {
        return "cluster.nodes";
    }

    @Override
    public String summary() {
        return "deliveries per second over REST to a loopback sink, " + IN_FLIGHT
                + " in flight: two nodes on one PostgreSQL against one";
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        try (Postgres postgres = Postgres.start(stage);
                SinkProcess sink = SinkProcess.start()) {
            NodeRates rates = new NodeRates(postgres, sink);
            String shared = postgres.create();
            String own = postgres.create();
            try (LaunchedServer one = LaunchedServer.startReady(stage, own, "alone");
                    LaunchedServer first = LaunchedServer.startReady(stage, shared, "first");
                    LaunchedServer second = LaunchedServer.startReady(stage, shared, "second");
                    LoadClient alone = client(one, IN_FLIGHT);
                    LoadClient left = client(first, IN_FLIGHT / 2);
                    LoadClient right = client(second, IN_FLIGHT / 2)) {
                for (LaunchedServer server : List.of(one, first)) {
                    server.putWebhook(SubmittedIntents.RECIPIENT, "http://127.0.0.1:" + sink.port() + "/hook");
                }
                Rounds.Sides sides = Rounds.alternate(
                        stage,
                        WARM_UPS,
                        ROUNDS,
                        "deliveries/s",
                        round -> rates.perSecond(ITEMS, List.of(left, right)),
                        round -> rates.perSecond(ITEMS, List.of(alone)));
                return List.of(Measurement.both(
                        name(), "2 nodes, POST to received", "/s", "1 node, same machine", sides, new Goal.None()));
            }
        }
    }

    private static LoadClient client(LaunchedServer server, int connections) throws Exception {
        return new LoadClient(SubmittedIntents.to(server.port(), SubmittedIntents.PATH), connections);
    }
}
