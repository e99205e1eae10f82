package dev.tidings.engine.dispatch.simulated;

import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.testkit.extension.Aborts;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.simulation.Tally;
import dev.tidings.testkit.simulation.Violation;
import dev.tidings.testkit.simulation.World;
import dev.tidings.testkit.store.ReversingCipher;
import java.util.List;
import java.util.stream.LongStream;

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

    /** Runs one seed with these defects, if any; returns the trace. */
    public List<String> run(long seed, boolean traced, Defects defects) {
        world = new World(seed, traced);
        store.clear();
        try {
            new EngineRun(world, store, defects, tally).run();
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

    /** Returns whether one of the first seeds breaks this rule with these defects; some may break others first. */
    public boolean detects(Defects defects, String rule, int seeds) {
        return LongStream.range(0, seeds).anyMatch(seed -> violates(seed, defects, rule));
    }

    private boolean violates(long seed, Defects defects, String rule) {
        try {
            run(seed, false, defects);
            return false;
        } catch (SeedFailed failed) {
            return failed.getCause() instanceof Violation violation
                    && String.valueOf(violation.getMessage()).contains(rule);
        }
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
