package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.store.EndpointHealthStore;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.simulation.ForwardingHealth;
import dev.tidings.testkit.store.ReversingCipher;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndpointHealthTest {
    private static final EndpointKey KEY = new EndpointKey("default", "user:1", "webhook");
    private static final EndpointKey OTHER = new EndpointKey("default", "user:2", "webhook");
    private static final Outcome FAILED = Outcome.retry("http_500", "down", Evidence.status(500));
    private static final Outcome SENT = Outcome.sent(Evidence.status(200));
    private static final Duration OPEN = Duration.ofSeconds(10);

    private final AtomicLong nanos = new AtomicLong();
    private final InstantSource clock = () -> Instant.EPOCH.plusNanos(nanos.get());
    private final SqliteStore store =
            SqliteStore.openInMemory("health", clock, new ReversingCipher(), new CountingIds());
    private final AtomicBoolean down = new AtomicBoolean();
    /** What the next read returns, as if it had begun before later writes. */
    private final AtomicReference<@Nullable List<EndpointCircuit>> stale = new AtomicReference<>();

    private final EndpointHealthStore flaky = new ForwardingHealth(store.health()) {
        @Override
        public EndpointCircuit block(EndpointKey key, EndpointCircuit.Reason reason, int opened, Duration duration) {
            requireUp();
            return super.block(key, reason, opened, duration);
        }

        @Override
        public @Nullable EndpointCircuit reopen(
                EndpointCircuit probed, EndpointCircuit.Reason reason, int opened, Duration duration) {
            requireUp();
            return super.reopen(probed, reason, opened, duration);
        }

        @Override
        public @Nullable EndpointCircuit probe(EndpointKey key, Duration window) {
            requireUp();
            return super.probe(key, window);
        }

        @Override
        public List<EndpointCircuit> circuitsSince(Instant since, int limit) {
            List<EndpointCircuit> overtaken = stale.getAndSet(null);
            return overtaken == null ? super.circuitsSince(since, limit) : overtaken;
        }

        private void requireUp() {
            if (down.get()) {
                throw new StoreUnavailable("down");
            }
        }
    };
    private final HealthSettings settings = new HealthSettings(
            100, 4, 75, OPEN, Duration.ofSeconds(40), 1, Duration.ofMillis(500), Duration.ofDays(5), 20);
    private final Node here = new Node();
    private final Node there = new Node();

    /** A node's endpoint health with a synchronous writer. */
    private final class Node {
        final Environment environment = new Environment(
                clock,
                nanos::get,
                new SplittableRandom(1),
                () -> new LeaseToken("unused"),
                Runnable::run,
                Runnable::run,
                (delay, task) -> {});
        final SharedCircuits shared = new SharedCircuits(flaky, settings, environment, EngineListener.NONE);
        final EndpointHealth health = new EndpointHealth(
                settings,
                nanos::get,
                environment.random(),
                new FailureTracker(store.endpoints(), settings, clock, Runnable::run, EngineListener.NONE),
                shared);
        private boolean probing;

        @Nullable
        Duration admit(EndpointKey key) {
            Admission admission = health.admit(key);
            if (admission instanceof Admission.Ask admit) {
                admission = admit.answer().join();
            }
            if (admission instanceof Admission.Go go) {
                probing = go.probe();
            }
            return admission instanceof Admission.Wait wait ? wait.delay() : null;
        }

        void record(Outcome outcome) {
            health.record(new DeliveryTarget.At(KEY, "there", null, probing), clock.instant(), outcome);
        }

        void fail(int times) {
            for (int i = 0; i < times; i++) {
                assertThat(admit(KEY)).isNull();
                record(FAILED);
            }
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private @Nullable Duration admit() {
        return here.admit(KEY);
    }

    private void fail(int times) {
        here.fail(times);
    }

    @Test
    void sustained_failure_opens_only_the_circuit_of_that_endpoint() {
        fail(4);
        assertThat(admit()).isGreaterThanOrEqualTo(OPEN);
        assertThat(here.admit(OTHER)).isNull();
    }

    @Test
    void failures_among_successes_do_not_open_it() {
        for (int i = 0; i < 20; i++) {
            assertThat(admit()).isNull();
            here.record(i % 2 == 0 ? FAILED : SENT);
        }
        assertThat(admit()).isNull();
    }

    @Test
    void a_half_open_circuit_allows_one_probe() {
        fail(4);
        pass(OPEN.plusMillis(1));
        assertThat(admit()).isNull();
        assertThat(admit()).isPositive();
        here.record(SENT);
        assertThat(admit()).isNull();
        assertThat(admit()).isNull();
    }

    @Test
    void a_failed_probe_doubles_the_open_time() {
        fail(4);
        pass(OPEN.plusMillis(1));
        fail(1);
        pass(OPEN.plusMillis(1));
        assertThat(admit()).isGreaterThanOrEqualTo(OPEN);
        pass(OPEN.plusMillis(1));
        assertThat(admit()).isNull();
    }

    @Test
    void an_inconclusive_probe_allows_another() {
        fail(4);
        pass(OPEN.plusMillis(1));
        assertThat(admit()).isNull();
        here.record(Outcome.rejected("http_400", "no", Evidence.status(400)));
        assertThat(admit()).isNull();
        here.health.release(new DeliveryTarget.At(KEY, "there", null, true));
        assertThat(admit()).isNull();
    }

    @Test
    void retry_after_with_429_or_503_pauses_the_endpoint() {
        Duration retryAfter = Duration.ofMinutes(3);
        assertThat(admit()).isNull();
        here.record(new Outcome.Retry("http_429", "slow down", retryAfter, Evidence.status(429)));
        assertThat(admit()).isGreaterThanOrEqualTo(retryAfter);
        assertThat(here.admit(OTHER)).isNull();
        pass(retryAfter);
        assertThat(admit()).isNull();
    }

    @Test
    void retry_after_with_another_status_applies_only_to_the_delivery() {
        assertThat(admit()).isNull();
        here.record(new Outcome.Retry("http_500", "down", OPEN, Evidence.status(500)));
        assertThat(admit()).isNull();
    }

    @Test
    void an_open_circuit_applies_to_other_nodes_after_their_next_read() {
        fail(4);
        assertThat(there.admit(KEY)).isNull();
        there.shared.refresh();
        assertThat(there.admit(KEY)).isGreaterThanOrEqualTo(OPEN);
        assertThat(there.admit(OTHER)).isNull();
    }

    @Test
    void a_starting_node_reads_open_circuits() {
        fail(4);
        pass(OPEN.dividedBy(2));
        Node late = new Node();
        late.shared.start();
        assertThat(late.admit(KEY)).isGreaterThanOrEqualTo(OPEN.dividedBy(2));
    }

    @Test
    void all_nodes_share_one_probe_and_its_success_closes_the_circuit_for_all() {
        fail(4);
        there.shared.refresh();
        pass(OPEN.plusMillis(1));
        assertThat(there.admit(KEY)).isNull();
        assertThat(admit()).isPositive();
        assertThat(there.admit(KEY)).isPositive();
        there.record(SENT);
        assertThat(there.admit(KEY)).isNull();
        assertThat(admit()).isPositive();
        here.shared.refresh();
        assertThat(admit()).isNull();
        assertThat(admit()).isNull();
    }

    @Test
    void a_failed_probe_doubles_the_open_time_for_all_nodes() {
        fail(4);
        there.shared.refresh();
        pass(OPEN.plusMillis(1));
        there.fail(1);
        here.shared.refresh();
        pass(OPEN.plusMillis(1));
        assertThat(admit()).isPositive();
        assertThat(there.admit(KEY)).isPositive();
        pass(OPEN);
        assertThat(admit()).isNull();
    }

    @Test
    void a_failed_probe_from_before_the_owners_fix_on_another_node_does_not_reopen_the_circuit() {
        fail(4);
        there.shared.refresh();
        pass(OPEN.plusMillis(1));
        assertThat(there.admit(KEY)).isNull();
        store.health().unblock(KEY);
        here.shared.refresh();

        there.record(FAILED);

        assertThat(store.health().circuitsOf(KEY.tenant(), List.of(KEY.recipient())))
                .isEmpty();
        here.shared.refresh();
        assertThat(admit()).isNull();
        assertThat(there.admit(KEY)).isNull();
    }

    @Test
    void an_abandoned_probe_is_taken_by_another_node() {
        fail(4);
        there.shared.refresh();
        pass(OPEN.plusMillis(1));
        assertThat(there.admit(KEY)).isNull();
        pass(OPEN);
        assertThat(admit()).isNull();
    }

    @Test
    void a_pause_applies_to_all_nodes_and_ends_without_a_probe() {
        Duration retryAfter = Duration.ofMinutes(3);
        assertThat(admit()).isNull();
        here.record(new Outcome.Retry("http_503", "busy", retryAfter, Evidence.status(503)));
        there.shared.refresh();
        assertThat(there.admit(KEY)).isGreaterThanOrEqualTo(retryAfter);
        pass(retryAfter);
        assertThat(there.admit(KEY)).isNull();
        assertThat(there.admit(KEY)).isNull();
        assertThat(there.probing).isFalse();
    }

    @Test
    void late_failures_do_not_extend_an_open_circuit() {
        fail(4);
        for (int i = 0; i < 20; i++) {
            here.probing = false;
            here.record(FAILED);
        }
        pass(OPEN.plusMillis(1));
        assertThat(admit()).isNull();
    }

    @Test
    void without_the_store_each_node_uses_its_own_knowledge() {
        down.set(true);
        fail(4);
        assertThat(admit()).isGreaterThanOrEqualTo(OPEN);
        assertThat(there.admit(KEY)).isNull();
        pass(OPEN.plusMillis(1));
        assertThat(admit()).isNull();
        assertThat(admit()).isPositive();
        here.record(SENT);
        assertThat(admit()).isNull();
    }

    @Test
    void without_the_store_each_node_probes_on_its_own() {
        fail(4);
        there.shared.refresh();
        down.set(true);
        pass(OPEN.plusMillis(1));
        assertThat(admit()).isNull();
        assertThat(there.admit(KEY)).isNull();
        assertThat(admit()).isPositive();
        here.record(FAILED);
        pass(OPEN.plusMillis(1));
        assertThat(admit()).isPositive();
        pass(OPEN);
        assertThat(admit()).isNull();
    }

    @Test
    void a_circuit_removed_from_the_store_blocks_nothing() {
        fail(4);
        store.clear();
        pass(OPEN.plusMillis(1));
        assertThat(admit()).isPositive();
        assertThat(admit()).isNull();
        assertThat(here.probing).isFalse();
    }

    @Test
    void an_endpoint_that_fails_again_after_recovery_is_blocked_again() {
        fail(4);
        pass(OPEN.plusMillis(1));
        assertThat(admit()).isNull();
        here.record(SENT);
        fail(3);
        assertThat(admit()).isNull();
        here.record(FAILED);
        assertThat(admit()).isGreaterThanOrEqualTo(OPEN);
    }

    @Test
    void a_stale_read_does_not_restore_a_block() {
        fail(4);
        List<EndpointCircuit> before = store.health().circuitsSince(Instant.EPOCH, 10);
        store.health().unblock(KEY);
        here.health.unblock(KEY);

        stale.set(before);
        here.shared.refresh();
        assertThat(admit()).isNull();

        fail(4);
        List<EndpointCircuit> half = store.health().circuitsSince(Instant.EPOCH, 10);
        pass(OPEN.plusMillis(1));
        assertThat(admit()).isNull();
        here.record(SENT);
        stale.set(half);
        here.shared.refresh();
        assertThat(admit()).isNull();
        assertThat(here.probing).isFalse();
    }

    @Test
    void a_stale_read_does_not_close_a_reopened_circuit() {
        fail(4);
        pass(OPEN.plusMillis(1));
        assertThat(admit()).isNull();
        here.record(SENT);
        List<EndpointCircuit> recovered = store.health().circuitsSince(Instant.EPOCH, 10);
        fail(4);

        stale.set(recovered);
        here.shared.refresh();

        assertThat(admit()).isGreaterThanOrEqualTo(OPEN);
    }

    @Test
    void an_unblock_from_another_node_resets_earlier_failures_once() {
        here.fail(3);
        store.health().block(KEY, EndpointCircuit.Reason.RETRY_AFTER, 0, OPEN);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        store.health().unblock(KEY);
        here.shared.refresh();
        here.fail(3);
        here.shared.refresh();
        here.fail(1);

        assertThat(here.admit(KEY)).as("the circuit is open").isNotNull();
    }

    @Test
    void an_unblock_on_this_node_applies_at_once() {
        here.fail(4);
        assertThat(here.admit(KEY)).isNotNull();
        store.health().unblock(KEY);

        here.health.unblock(KEY);

        assertThat(here.admit(KEY)).isNull();
    }

    @Test
    void attempts_from_before_a_fix_do_not_block_the_endpoint_again() {
        Instant begun = clock.instant();
        store.health().block(KEY, EndpointCircuit.Reason.RETRY_AFTER, 0, OPEN);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        store.health().unblock(KEY);
        here.health.unblock(KEY);
        there.shared.refresh();
        Outcome busy = new Outcome.Retry("http_429", "slow down", OPEN, Evidence.status(429));
        DeliveryTarget.At old = new DeliveryTarget.At(KEY, "as it was", null, false);

        here.health.record(old, begun, busy);
        there.health.record(old, begun, busy);

        assertThat(here.admit(KEY)).isNull();
        assertThat(there.admit(KEY)).isNull();
        here.health.record(old, clock.instant(), busy);
        assertThat(here.admit(KEY)).as("attempts that started later count").isNotNull();
    }
}
