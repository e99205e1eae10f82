package dev.tidings.bench.cluster;

import dev.tidings.bench.engine.EngineRig;
import dev.tidings.bench.engine.NoopChannel;
import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.Turns;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.core.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** Measures full item throughput on PostgreSQL: Tidings, other job systems, and a bare database writing Tidings' rows. */
public final class LifeWorkload implements Workload {
    private static final int ITEMS = 100_000;
    private static final int RECIPIENTS = 1_000;
    private static final int WARM_UPS = 2;
    private static final int ROUNDS = 3;
    private static final String TIDINGS = "Tidings";
    private static final List<Integer> BARE = List.of(1, 4);
    private static final double BARE_GOAL = 0.5;
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
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        try (Postgres postgres = Postgres.start(stage);
                Peers peers = Peers.start(stage, postgres, PEERS)) {
            TidingsStores stores = new TidingsStores(stage, postgres);
            TidingsSide tidings = new TidingsSide(stores, NoopChannel::new, endpoints());
            Map<String, Turns.Side<LifeRates>> sides = new LinkedHashMap<>();
            sides.put(TIDINGS, warmUp -> {
                postgres.checkpoint();
                LifeRates apart = tidings.apart(0, ITEMS);
                postgres.checkpoint();
                LifeRates together = tidings.together(0, ITEMS);
                stage.say(String.format(Locale.ROOT, "           (%.0f items a commit)", tidings.itemsPerCommit()));
                return new LifeRates(apart.enqueue(), apart.process(), together.whole());
            });
            peers.running()
                    .forEach((kind, peer) -> sides.put(
                            kind.title(),
                            new PeerLives(peer, kind.items(), 0, null, (first, count) -> postgres.checkpoint())));
            for (int connections : BARE) {
                sides.put(bare(connections), warmUp -> bare(postgres, stores, connections));
            }
            return rows(peers, Turns.take(stage, WARM_UPS, ROUNDS, sides));
        }
    }

    static List<Endpoint> endpoints() {
        return IntStream.range(0, RECIPIENTS)
                .mapToObj(i -> EngineRig.endpoint("user:" + i, NoopChannel.NAME, "noop:" + i))
                .toList();
    }

    private static String bare(int connections) {
        return "bare database, " + connections + (connections == 1 ? " connection" : " connections");
    }

    /** The rows of Tidings' last run. */
    private static LifeRates bare(Postgres postgres, TidingsStores stores, int connections) throws Exception {
        BareDatabase rows = BareDatabase.rowsOf(stores.url());
        String database = stores.empty();
        postgres.checkpoint();
        long took = rows.writeInto(database, connections);
        BareDatabase.requireSame(stores.url(), database, ITEMS);
        postgres.drop(database);
        double rate = LifeRates.perSecond(ITEMS, took);
        return new LifeRates(rate, rate, rate);
    }

    private List<Measurement> rows(Peers peers, Map<String, List<LifeRates>> figures) {
        Comparison ours = new Comparison(name(), Objects.requireNonNull(figures.get(TIDINGS)));
        List<Measurement> rows = new ArrayList<>();
        for (PeerKind kind : PEERS) {
            List<LifeRates> theirs = figures.get(kind.title());
            if (theirs == null) {
                rows.add(ours.leftOut("whole life", kind, peers.missing().get(kind)));
                continue;
            }
            Double bound = GOALS.get(kind);
            Goal goal = bound == null ? new Goal.None() : new Goal.RatioAtLeast(bound);
            rows.add(ours.with("whole life", kind.title(), theirs, LifeRates::whole, goal));
            rows.add(ours.with("  enqueue alone", kind.title(), theirs, LifeRates::enqueue, new Goal.None()));
            rows.add(ours.with("  process alone", kind.title(), theirs, LifeRates::process, new Goal.None()));
        }
        for (int connections : BARE) {
            String side = bare(connections);
            List<LifeRates> theirs = figures.getOrDefault(side, List.of());
            rows.add(ours.with("whole life", side, theirs, LifeRates::whole, new Goal.RatioAtLeast(BARE_GOAL)));
        }
        return rows;
    }
}
