package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.engine.dispatch.simulated.Defects;
import dev.tidings.engine.dispatch.simulated.SilentLogs;
import dev.tidings.engine.dispatch.simulated.Simulator;
import dev.tidings.engine.dispatch.simulated.Simulator.SeedFailed;
import dev.tidings.testkit.extension.Aborts;
import dev.tidings.testkit.simulation.Tally;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the engine through thousands of simulated faults. {@code -Dtidings.seed=N} runs one seed with its trace, {@code
 * -Dtidings.seeds=N} another number of seeds, from {@code -Dtidings.first=N} on, on {@code -Dtidings.threads=N} threads.
 */
@ExtendWith(SilentLogs.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulationTest {
    private static final int RUNS = Integer.getInteger("tidings.seeds", 1_000);
    private static final long FIRST = Long.getLong("tidings.first", 0);
    private static final int THREADS = Integer.getInteger("tidings.threads", 1);
    private static final int PROGRESS = 10_000;
    private static final int ENOUGH = 500;

    /** Events that the runs together must have produced. */
    private static final String[] REQUIRED_EVENTS = {
        "reclaimed",
        "late completion",
        "given back",
        "blocked circuit",
        "blocked retry_after",
        "recovered",
        "retry scheduled",
        "intent replayed",
        "intent refused unavailable",
        "intent refused internal",
        "intent refused invalid_field",
        "intent refused resource_exhausted",
        "intent refused tenant_quota",
        "intent refused tenant_suspended",
        "sent null",
        "canceled superseded",
        "dead attempts_exhausted",
        "dead channel_unknown",
        "dead expired",
        "dead http_400",
        "dead reclaims_exhausted",
        "skipped endpoint_disabled",
        "skipped no_matching_endpoint",
        "skipped http_410",
        "endpoint disabled endpoint_failing",
        "endpoint disabled endpoint_gone"
    };

    private static final int SHOWN = 300;

    private final Tally tally = new Tally();
    private final Simulator simulator = new Simulator("simulation", tally);

    @AfterAll
    void close() {
        simulator.close();
    }

    private List<String> traced(long seed) {
        return simulator.run(seed, true, Defects.NONE);
    }

    @Test
    void no_run_breaks_a_rule() {
        Long one = Long.getLong("tidings.seed");
        if (one != null) {
            show(one);
            return;
        }
        SeedFailed failed = firstFailure();
        if (failed != null) {
            show(failed.seed());
            throw failed;
        }
        if (RUNS >= ENOUGH) {
            assertThat(tally.counts().keySet()).as("events of all runs").contains(REQUIRED_EVENTS);
        }
    }

    /**
     * Runs the seeds on several threads, each with its own simulator; returns a failure, or null. The threads are
     * virtual: one that resumes a task which waited gives its processor to it, and no other thread has to wake up.
     */
    private @Nullable SeedFailed firstFailure() {
        AtomicLong next = new AtomicLong(FIRST);
        AtomicReference<@Nullable SeedFailed> failure = new AtomicReference<>();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < THREADS; thread++) {
                String name = "simulation-" + thread;
                workers.execute(() -> runSeeds(name, next, failure));
            }
        }
        return failure.get();
    }

    private void runSeeds(String name, AtomicLong next, AtomicReference<@Nullable SeedFailed> failure) {
        try (Simulator own = new Simulator(name, tally)) {
            for (long seed = next.getAndIncrement();
                    seed < FIRST + RUNS && failure.get() == null;
                    seed = next.getAndIncrement()) {
                own.run(seed, false, Defects.NONE);
                if ((seed + 1) % PROGRESS == 0) {
                    System.out.println("simulated up to seed " + seed);
                }
            }
        } catch (SeedFailed failed) {
            failure.compareAndSet(null, failed);
        }
    }

    private void show(long seed) {
        try {
            traced(seed);
        } catch (Throwable failure) {
            Aborts.pass(failure);
            List<String> trace = simulator.trace();
            throw new AssertionError(
                    "seed " + seed + ": " + failure.getMessage()
                            + "\nrun it again with: script/test -pl tidings-simulation -am"
                            + " -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false -Dtidings.seed=" + seed
                            + "\n" + String.join("\n", trace.subList(Math.max(0, trace.size() - SHOWN), trace.size())),
                    failure);
        }
    }

    @Test
    void a_seed_always_produces_the_same_run() {
        LongStream.range(0, 5)
                .forEach(seed -> assertThat(traced(seed)).isNotEmpty().isEqualTo(traced(seed)));
    }
}
