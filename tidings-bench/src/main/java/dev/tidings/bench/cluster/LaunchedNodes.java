package dev.tidings.bench.cluster;

import dev.tidings.bench.http.LoadClient;
import dev.tidings.bench.http.SinkProcess;
import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.bench.server.LaunchedServer;
import dev.tidings.bench.server.SubmittedIntents;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Server processes that share one new database. */
final class LaunchedNodes implements AutoCloseable {
    /** The environment variable with the deliveries of the warm-up, per node. */
    private static final String WARM_UP = "TIDINGS_BENCH_WARM_UP";

    private static final int USUAL_WARM_UP = 100_000;
    private static final int WINDOWS = 5;
    private static final double STEADY = 0.05;

    private final WorkloadEnvironment stage;
    private final List<LaunchedServer> servers = new ArrayList<>();
    private final NodeRates rates;

    private LaunchedNodes(WorkloadEnvironment stage, NodeRates rates) {
        this.stage = stage;
        this.rates = rates;
    }

    /** @param title part of the names of the nodes; differs for clusters that run at the same time */
    static LaunchedNodes start(
            WorkloadEnvironment stage, Postgres postgres, SinkProcess sink, NodeRates rates, int size, String title)
            throws Exception {
        LaunchedNodes nodes = new LaunchedNodes(stage, rates);
        try {
            String database = postgres.create();
            for (int i = 1; i <= size; i++) {
                nodes.servers.add(LaunchedServer.startReady(stage, database, "node-" + i + "-of-" + title));
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

    /**
     * Measures deliveries per second from POST to reception. Opens new connections each time, because servers close those that
     * are idle during the rounds of other clusters.
     */
    double rate(int itemsPerNode, int inFlightPerNode) throws Exception {
        List<LoadClient> clients = new ArrayList<>();
        try {
            for (LaunchedServer server : servers) {
                clients.add(new LoadClient(SubmittedIntents.to(server.port(), SubmittedIntents.PATH), inFlightPerNode));
            }
            return rates.perSecond(itemsPerNode * servers.size(), clients);
        } finally {
            for (LoadClient client : clients) {
                client.close();
            }
        }
    }

    /**
     * Runs {@value #WARM_UP} deliveries per node in windows, and then more until the rates of two consecutive windows are within
     * 5 %, but at most half as many again.
     */
    void warmUp(int inFlightPerNode) throws Exception {
        int window = Math.max(1, WorkloadEnvironment.number(WARM_UP, USUAL_WARM_UP) / WINDOWS);
        double before = 0;
        for (int number = 1; number <= WINDOWS + WINDOWS / 2; number++) {
            double rate = rate(window, inFlightPerNode);
            stage.say(String.format(
                    Locale.ROOT,
                    "warm-up    %d nodes, %,d deliveries per node: %,.0f/s",
                    servers.size(),
                    number * window,
                    rate));
            if (number >= WINDOWS && Math.abs(rate / before - 1) <= STEADY) {
                return;
            }
            before = rate;
        }
    }

    @Override
    public void close() {
        servers.forEach(LaunchedServer::close);
    }
}
