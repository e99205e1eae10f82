package dev.tidings.bench.cluster;

import dev.tidings.bench.engine.NoopChannel;
import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.Rounds;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import java.util.List;
import java.util.Locale;

/** Compares the rate of a store full of finished and waiting deliveries with that of an empty one. */
public final class FullTableWorkload implements Workload {
    private static final int FINISHED = 1_000_000;
    private static final int WAITING = 100_000;
    private static final int ITEMS = 100_000;
    private static final int WARM_UPS = 1;
    private static final int ROUNDS = 3;
    private static final double GOAL = 0.95;

    @Override
    public String name() {
        return "cluster.full";
    }

    @Override
    public String summary() {
        return String.format(
                Locale.ROOT, "whole life with %,d finished and %,d waiting deliveries against none", FINISHED, WAITING);
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        try (Postgres postgres = Postgres.start(stage)) {
            TidingsStores stores = new TidingsStores(stage, postgres);
            String full = stores.empty();
            stage.say(String.format(Locale.ROOT, "loading %,d deliveries", FINISHED + WAITING));
            FullTable.fill(full, FINISHED, WAITING);
            TidingsSide onFull = new TidingsSide(() -> stores.open(full), NoopChannel::new, LifeWorkload.endpoints());
            TidingsSide onEmpty = new TidingsSide(stores, NoopChannel::new, LifeWorkload.endpoints());
            Rounds.Sides sides = Rounds.alternate(
                    stage,
                    WARM_UPS,
                    ROUNDS,
                    "deliveries/s",
                    round -> rate(postgres, onFull),
                    round -> rate(postgres, onEmpty));
            String what = String.format(Locale.ROOT, "whole life, %,d finished, %,d waiting", FINISHED, WAITING);
            return List.of(Measurement.both(name(), what, "/s", "an empty table", sides, new Goal.RatioAtLeast(GOAL)));
        }
    }

    private static double rate(Postgres postgres, TidingsSide side) throws Exception {
        postgres.checkpoint();
        return side.together(0, ITEMS).whole();
    }
}
