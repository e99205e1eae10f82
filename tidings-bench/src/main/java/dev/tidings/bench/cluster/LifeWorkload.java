package dev.tidings.bench.cluster;

import dev.tidings.bench.engine.EngineRig;
import dev.tidings.bench.engine.NoopChannel;
import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Row;
import dev.tidings.bench.measure.Stage;
import dev.tidings.bench.measure.Turns;
import dev.tidings.bench.measure.Workload;
import dev.tidings.core.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** The whole life of items on PostgreSQL: Tidings, other job systems, and the bare database doing Tidings' rows. */
public final class LifeWorkload implements Workload {
    private static final int ITEMS = 100_000;
    private static final int RECIPIENTS = 1_000;
    private static final int WARM_UPS = 1;
    private static final int ROUNDS = 3;
    private static final String TIDINGS = "Tidings";
    private static final Map<PeerKind, Double> GOALS =
            Map.of(PeerKind.GRAPHILE_BATCHED, 1.5, PeerKind.DB_SCHEDULER, 6.0);
    private static final List<PeerKind> PEERS = List.of(
            PeerKind.GRAPHILE_BATCHED,
            PeerKind.PG_BOSS,
            PeerKind.DB_SCHEDULER,
            PeerKind.JOBRUNR,
            PeerKind.GRAPHILE_PLAIN);

    @Override
    public String name() {
        return "cluster.life";
    }

    @Override
    public String summary() {
        return String.format(
                Locale.ROOT,
                "%,d items of 300 bytes through their whole life on one PostgreSQL, no-op handlers",
                ITEMS);
    }

    @Override
    public List<Row> run(Stage stage) throws Exception {
        List<Endpoint> endpoints = IntStream.range(0, RECIPIENTS)
                .mapToObj(i -> EngineRig.endpoint("user:" + i, NoopChannel.NAME, "noop:" + i))
                .toList();
        try (Postgres postgres = Postgres.start(stage);
                Peers peers = Peers.start(stage, postgres, PEERS)) {
            TidingsSide tidings = new TidingsSide(new TidingsStores(stage, postgres), NoopChannel::new, endpoints);
            Map<String, Turns.Side<Life>> sides = new LinkedHashMap<>();
            sides.put(TIDINGS, warmUp -> {
                postgres.checkpoint();
                Life apart = tidings.apart(0, ITEMS);
                postgres.checkpoint();
                Life together = tidings.together(0, ITEMS);
                return new Life(apart.enqueue(), apart.process(), together.whole());
            });
            peers.running()
                    .forEach((kind, peer) -> sides.put(
                            kind.title(),
                            new PeerLives(peer, kind.items(), 0, null, (first, count) -> postgres.checkpoint())));
            return rows(peers, Turns.take(stage, WARM_UPS, ROUNDS, sides));
        }
    }

    private List<Row> rows(Peers peers, Map<String, List<Life>> figures) {
        Comparison ours = new Comparison(name(), Objects.requireNonNull(figures.get(TIDINGS)));
        List<Row> rows = new ArrayList<>();
        for (PeerKind kind : PEERS) {
            List<Life> theirs = figures.get(kind.title());
            if (theirs == null) {
                rows.add(ours.leftOut("whole life", kind, peers.missing().get(kind)));
                continue;
            }
            Double bound = GOALS.get(kind);
            Goal goal = bound == null ? new Goal.None() : new Goal.RatioAtLeast(bound);
            rows.add(ours.with("whole life", kind.title(), theirs, Life::whole, goal));
            rows.add(ours.with("  enqueue alone", kind.title(), theirs, Life::enqueue, new Goal.None()));
            rows.add(ours.with("  process alone", kind.title(), theirs, Life::process, new Goal.None()));
        }
        return rows;
    }
}
