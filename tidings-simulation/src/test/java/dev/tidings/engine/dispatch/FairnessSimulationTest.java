package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.engine.dispatch.simulated.FairRun;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.simulation.World;
import dev.tidings.testkit.store.ReversingCipher;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests in simulated time how slow receivers, and the backlog of a tenant, affect the others. */
@Tag("simulations")
class FairnessSimulationTest {
    private static final int FAST = 18;
    private static final int EACH = 40;

    /** What the lane sends in as much time as the others take. */
    private static final int BACKLOG = 6_000;

    private static final Duration EVERY = Duration.ofMillis(500);

    /** With the usual proportion of places to sends. */
    private static final LaneSettings ROOMY = FairRun.LANE.withQueue(256);

    private World world = new World(0, false);
    private final SqliteStore store = SqliteStore.openInMemory(
            "fairness", () -> world.time().instant(), new ReversingCipher(), new CountingIds());

    @AfterEach
    void close() {
        store.close();
    }

    private World emptied(long seed) {
        world = new World(seed, false);
        store.clear();
        return world;
    }

    private FairRun run(long seed) {
        return new FairRun(emptied(seed), store, FairRun.LANE);
    }

    private static Duration p99(List<Duration> waits) {
        return waits.get(waits.size() * 99 / 100);
    }

    @Test
    void fast_endpoints_wait_no_longer_when_a_tenth_of_the_receivers_is_slow() {
        for (long seed = 0; seed < 5; seed++) {
            List<Duration> before = run(seed).plan(FAST, 0, EACH, EVERY).run(FAST * EACH);
            FairRun mixed = run(seed).plan(FAST, 2, EACH, EVERY);
            List<Duration> with = mixed.run((FAST + 2) * EACH);
            assertThat(with).hasSameSizeAs(before);
            assertThat(p99(with))
                    .as("seed %s", seed)
                    .isLessThanOrEqualTo(p99(before).multipliedBy(2));
            assertThat(with.getLast()).as("seed %s, the worst", seed).isLessThan(Duration.ofSeconds(1));
            assertThat(mixed.mostInFlight(true)).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void a_dead_endpoint_does_not_slow_the_other_endpoint_of_its_recipient() {
        for (long seed = 0; seed < 3; seed++) {
            List<Duration> before =
                    run(seed).planRecipients(FAST, 0, EACH, EVERY).run(FAST * EACH);
            List<Duration> with = run(seed).planRecipients(FAST, 2, EACH, EVERY).run(FAST * EACH);
            assertThat(with).hasSameSizeAs(before);
            assertThat(p99(with))
                    .as("seed %s", seed)
                    .isLessThanOrEqualTo(p99(before).multipliedBy(2));
            assertThat(with.getLast()).as("seed %s, the worst", seed).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void a_tenant_is_served_within_twice_the_usual_time_beside_the_backlog_of_another() {
        for (long seed = 0; seed < 3; seed++) {
            List<Duration> before = new FairRun(emptied(seed), store, ROOMY)
                    .plan(FAST, 0, EACH, EVERY)
                    .run(FAST * EACH);
            List<Duration> with = new FairRun(emptied(seed), store, ROOMY)
                    .planBacklog("zeta", BACKLOG)
                    .plan(FAST, 0, EACH, EVERY)
                    .run(FAST * EACH + BACKLOG);
            assertThat(with).hasSameSizeAs(before);
            assertThat(p99(with).plus(FairRun.FAST_ANSWER))
                    .as("seed %s", seed)
                    .isLessThanOrEqualTo(p99(before).plus(FairRun.FAST_ANSWER).multipliedBy(2));
            assertThat(with.getLast()).as("seed %s, the worst", seed).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void without_shares_slow_endpoints_hold_up_the_others() {
        List<Duration> waits = new FairRun(emptied(0), store, FairRun.LANE.withEndpointShare(1))
                .plan(FAST, 2, EACH, EVERY)
                .run((FAST + 2) * EACH);
        assertThat(p99(waits)).isGreaterThan(Duration.ofSeconds(10));
    }

    @Test
    void a_fast_endpoint_may_use_an_otherwise_idle_lane() {
        FairRun burst = run(1).plan(1, 0, 200, Duration.ofMillis(1));
        burst.run(200);
        assertThat(burst.mostInFlight(false)).isEqualTo(FairRun.LANE.concurrency());
    }

    @Test
    void many_slow_endpoints_leave_room_for_a_fast_one() {
        // As many as the lane has permits, each with more than it can take.
        FairRun many = run(2).plan(2, 16, 20, Duration.ofSeconds(3));
        List<Duration> waits = many.run(18 * 20);
        assertThat(waits.get(waits.size() / 2)).isLessThan(Duration.ofMillis(100));
    }
}
