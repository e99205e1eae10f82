package dev.tidings.engine.dispatch.simulated;

import dev.tidings.core.store.Store;
import dev.tidings.core.tenant.TenantSuspensions;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.testkit.extension.Aborts;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.simulation.World;
import dev.tidings.testkit.store.ReversingCipher;
import java.util.List;
import java.util.function.UnaryOperator;

/** Runs seeds, one after the other, on a store of its own. Each thread needs its own. */
public final class Simulator implements AutoCloseable {
    private final Tally tally;
    private final SqliteStore store;
    private World world = new World(0, false);

    /** @param name of the database in memory, unique in the process */
    public Simulator(String name, Tally tally) {
        this.tally = tally;
        this.store =
                SqliteStore.openInMemory(name, () -> world.time().instant(), new ReversingCipher(), new CountingIds());
    }

    /** A run that broke a rule. */
    public static final class SeedFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final long seed;

        SeedFailed(long seed, Throwable cause) {
            super("seed " + seed, cause);
            this.seed = seed;
        }

        public long seed() {
            return seed;
        }
    }

    public List<String> run(long seed, boolean traced, UnaryOperator<Store> broken) {
        return run(seed, traced, broken, UnaryOperator.identity());
    }

    /** Runs one seed with these defects, if any; returns the trace. */
    public List<String> run(
            long seed,
            boolean traced,
            UnaryOperator<Store> broken,
            UnaryOperator<TenantSuspensions> brokenSuspensions) {
        world = new World(seed, traced);
        store.clear();
        try {
            new EngineRun(world, store, broken, brokenSuspensions, tally).run();
        } catch (Throwable failure) {
            Aborts.pass(failure);
            world.note("failed:", failure);
            if (traced) {
                throw failure;
            }
            throw new SeedFailed(seed, failure);
        }
        return world.trace();
    }

    /** The trace of the last run so far, if it was traced. */
    public List<String> trace() {
        return world.trace();
    }

    @Override
    public void close() {
        store.close();
    }
}
