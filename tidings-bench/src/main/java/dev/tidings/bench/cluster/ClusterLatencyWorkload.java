package dev.tidings.bench.cluster;

import dev.tidings.bench.http.LoadClient;
import dev.tidings.bench.http.RequestTimings;
import dev.tidings.bench.http.SinkProcess;
import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.Rounds;
import dev.tidings.bench.measure.Turns;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.bench.server.LaunchedServer;
import dev.tidings.bench.server.SubmittedIntents;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** Measures latency from enqueue to reception at a steady rate: Tidings over REST on PostgreSQL, peers in their own processes. */
public final class ClusterLatencyWorkload implements Workload {
    private static final double PER_SECOND = 300;
    private static final int COUNT = 9_000;
    private static final int WARM_UP_COUNT = 3_000;
    private static final int WARM_UP_LOAD = 20_000;
    private static final int WARM_UPS = 1;
    private static final int ROUNDS = 2;
    private static final int CONNECTIONS = 64;
    private static final Duration AT_MOST = Duration.ofMinutes(1);
    private static final String TIDINGS = "Tidings";
    private static final List<PeerKind> PEERS =
            List.of(PeerKind.GRAPHILE_BATCHED, PeerKind.DB_SCHEDULER, PeerKind.BULLMQ);

    private int next;

    @Override
    public String name() {
        return "cluster.latency";
    }

    @Override
    public String summary() {
        return "from enqueue to reception at " + (int) PER_SECOND + "/s, " + (int) (COUNT / PER_SECOND)
                + " s per round";
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        try (Postgres postgres = Postgres.start(stage);
                Redis redis = Redis.start(stage);
                SinkProcess sink = SinkProcess.start();
                LaunchedServer server = LaunchedServer.startReady(stage, postgres.create(), "node");
                Peers peers = Peers.start(stage, PEERS, kind -> address(kind, postgres, redis))) {
            server.putWebhook(SubmittedIntents.RECIPIENT, "http://127.0.0.1:" + sink.port() + "/hook");
            warmUp(server, sink);
            Map<String, Turns.Side<Latencies>> sides = new LinkedHashMap<>();
            sides.put(TIDINGS, warmUp -> {
                int count = begin(postgres, sink, warmUp);
                int first = next - count;
                // New connections, because the server closed those that were idle during the other sides' rounds.
                try (LoadClient client = client(server)) {
                    RequestTimings answers = client.openLoop(first, count, PER_SECOND);
                    answers.requireSuccess();
                    return Latencies.of(first, count, answers::due, sink.await(count, AT_MOST));
                }
            });
            peers.running()
                    .forEach((kind, peer) -> sides.put(kind.title(), warmUp -> {
                        int count = begin(postgres, sink, warmUp);
                        int first = next - count;
                        List<Long> due = peer.paced(first, count, PER_SECOND, sink.port());
                        return Latencies.of(first, due, sink.await(count, AT_MOST));
                    }));
            return rows(peers, Turns.take(stage, WARM_UPS, ROUNDS, sides));
        }
    }

    private static LoadClient client(LaunchedServer server) throws IOException {
        return new LoadClient(SubmittedIntents.to(server.port(), SubmittedIntents.PATH), CONNECTIONS);
    }

    private static String address(PeerKind kind, Postgres postgres, Redis redis) {
        if (kind == PeerKind.BULLMQ) {
            return redis.uri();
        }
        return kind.onNode() ? Postgres.uri(postgres.create()) : postgres.create();
    }

    private int begin(Postgres postgres, SinkProcess sink, boolean warmUp) throws Exception {
        int count = warmUp ? WARM_UP_COUNT : COUNT;
        postgres.checkpoint();
        sink.reset(next, count);
        next += count;
        return count;
    }

    /** Latency is measured after warm-up. */
    private void warmUp(LaunchedServer server, SinkProcess sink) throws Exception {
        sink.reset(next, WARM_UP_LOAD);
        try (LoadClient client = client(server)) {
            client.closedLoop(next, WARM_UP_LOAD).requireSuccess();
        }
        next += WARM_UP_LOAD;
        sink.await(WARM_UP_LOAD, AT_MOST);
    }

    private List<Measurement> rows(Peers peers, Map<String, List<Latencies>> figures) {
        List<Measurement> rows = new ArrayList<>();
        for (PeerKind kind : PEERS) {
            rows.add(row("p50", Latencies::p50, kind, peers, figures));
            rows.add(row("p99", Latencies::p99, kind, peers, figures));
        }
        return rows;
    }

    private Measurement row(
            String percentile,
            ToDoubleFunction<Latencies> figure,
            PeerKind kind,
            Peers peers,
            Map<String, List<Latencies>> figures) {
        String what = "enqueue to received, " + percentile;
        List<Double> ours = Objects.requireNonNull(figures.get(TIDINGS)).stream()
                .map(figure::applyAsDouble)
                .toList();
        List<Latencies> theirs = figures.get(kind.title());
        if (theirs == null) {
            String against = kind.title() + " not run: " + peers.missing().get(kind);
            return new Measurement(
                    name(), what, "ms", Rounds.median(ours), against, null, new Goal.None(), ours, List.of(), null);
        }
        Rounds.Sides sides = new Rounds.Sides(
                ours, theirs.stream().map(figure::applyAsDouble).toList());
        return Measurement.both(name(), what, "ms", kind.title(), sides, new Goal.RatioAtMost(1.0));
    }
}
