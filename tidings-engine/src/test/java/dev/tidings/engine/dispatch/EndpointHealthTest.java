package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.store.Store;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.simulation.ForwardingStore;
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
    /** What the next look sees: it began before what was written since. */
    private final AtomicReference<@Nullable List<EndpointCircuit>> stale = new AtomicReference<>();

    private final Store flaky = new ForwardingStore(store) {
        @Override
        public EndpointCircuit leaveAlone(
                EndpointKey key, EndpointCircuit.Reason reason, int opened, Duration duration) {
            requireUp();
            return super.leaveAlone(key, reason, opened, duration);
        }

        @Override
        public @Nullable EndpointCircuit probe(EndpointKey key, Duration window) {
            requireUp();
            return super.probe(key, window);
        }

        @Override
        public List<EndpointCircuit> troublesSince(Instant since, int limit) {
            List<EndpointCircuit> overtaken = stale.getAndSet(null);
            return overtaken == null ? super.troublesSince(since, limit) : overtaken;
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

    /** A node's knowledge of endpoints; its writer writes at once. */
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
                new FailureTracker(flaky, settings, clock, Runnable::run, EngineListener.NONE),
                shared);
        private boolean probing;

        @Nullable
        Duration ask(EndpointKey key) {
            Admission admission = health.admit(key);
            if (admission instanceof Admission.Ask ask) {
                admission = ask.answer().join();
            }
            if (admission instanceof Admission.Go go) {
                probing = go.probe();
            }
            return admission instanceof Admission.Wait wait ? wait.delay() : null;
        }

        void learn(Outcome outcome) {
            health.learn(new DeliveryTarget.At(KEY, "there", null, probing), clock.instant(), outcome);
        }

        void fail(int times) {
            for (int i = 0; i < times; i++) {
                assertThat(ask(KEY)).isNull();
                learn(FAILED);
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

    private @Nullable Duration ask() {
        return here.ask(KEY);
    }

    private void fail(int times) {
        here.fail(times);
    }

    @Test
    void sustained_failure_opens_the_breaker_of_that_endpoint_alone() {
        fail(4);
        assertThat(ask()).isGreaterThanOrEqualTo(OPEN);
        assertThat(here.ask(OTHER)).isNull();
    }

    @Test
    void failures_among_successes_do_not_open_it() {
        for (int i = 0; i < 20; i++) {
            assertThat(ask()).isNull();
            here.learn(i % 2 == 0 ? FAILED : SENT);
        }
        assertThat(ask()).isNull();
    }

    @Test
    void when_it_is_half_open_one_probe_goes_and_the_others_wait() {
        fail(4);
        pass(OPEN.plusMillis(1));
        assertThat(ask()).isNull();
        assertThat(ask()).isPositive();
        here.learn(SENT);
        assertThat(ask()).isNull();
        assertThat(ask()).isNull();
    }

    @Test
    void a_failed_probe_opens_it_for_twice_as_long() {
        fail(4);
        pass(OPEN.plusMillis(1));
        fail(1);
        pass(OPEN.plusMillis(1));
        assertThat(ask()).isGreaterThanOrEqualTo(OPEN);
        pass(OPEN.plusMillis(1));
        assertThat(ask()).isNull();
    }

    @Test
    void a_probe_that_shows_nothing_lets_another_go() {
        fail(4);
        pass(OPEN.plusMillis(1));
        assertThat(ask()).isNull();
        here.learn(Outcome.rejected("http_400", "no", Evidence.status(400)));
        assertThat(ask()).isNull();
        here.health.learnNothing(new DeliveryTarget.At(KEY, "there", null, true));
        assertThat(ask()).isNull();
    }

    @Test
    void retry_after_with_429_or_503_pauses_the_endpoint() {
        Duration wish = Duration.ofMinutes(3);
        assertThat(ask()).isNull();
        here.learn(new Outcome.Retry("http_429", "slow down", wish, Evidence.status(429)));
        assertThat(ask()).isGreaterThanOrEqualTo(wish);
        assertThat(here.ask(OTHER)).isNull();
        pass(wish);
        assertThat(ask()).isNull();
    }

    @Test
    void retry_after_with_another_status_concerns_only_the_delivery() {
        assertThat(ask()).isNull();
        here.learn(new Outcome.Retry("http_500", "down", OPEN, Evidence.status(500)));
        assertThat(ask()).isNull();
    }

    @Test
    void what_one_node_notices_all_heed_once_they_have_looked() {
        fail(4);
        assertThat(there.ask(KEY)).isNull();
        there.shared.lookNow();
        assertThat(there.ask(KEY)).isGreaterThanOrEqualTo(OPEN);
        assertThat(there.ask(OTHER)).isNull();
    }

    @Test
    void a_node_that_starts_knows_what_is_in_force() {
        fail(4);
        pass(OPEN.dividedBy(2));
        Node late = new Node();
        late.shared.start();
        assertThat(late.ask(KEY)).isGreaterThanOrEqualTo(OPEN.dividedBy(2));
    }

    @Test
    void all_nodes_together_make_one_probe_and_its_success_frees_the_endpoint_for_all() {
        fail(4);
        there.shared.lookNow();
        pass(OPEN.plusMillis(1));
        assertThat(there.ask(KEY)).isNull();
        assertThat(ask()).isPositive();
        assertThat(there.ask(KEY)).isPositive();
        there.learn(SENT);
        assertThat(there.ask(KEY)).isNull();
        assertThat(ask()).isPositive();
        here.shared.lookNow();
        assertThat(ask()).isNull();
        assertThat(ask()).isNull();
    }

    @Test
    void a_probe_that_fails_keeps_all_nodes_away_for_twice_as_long() {
        fail(4);
        there.shared.lookNow();
        pass(OPEN.plusMillis(1));
        there.fail(1);
        here.shared.lookNow();
        pass(OPEN.plusMillis(1));
        assertThat(ask()).isPositive();
        assertThat(there.ask(KEY)).isPositive();
        pass(OPEN);
        assertThat(ask()).isNull();
    }

    @Test
    void a_prober_that_is_never_heard_of_again_is_followed_by_another() {
        fail(4);
        there.shared.lookNow();
        pass(OPEN.plusMillis(1));
        assertThat(there.ask(KEY)).isNull();
        pass(OPEN);
        assertThat(ask()).isNull();
    }

    @Test
    void a_pause_that_one_node_was_asked_for_holds_for_all_and_ends_without_a_probe() {
        Duration wish = Duration.ofMinutes(3);
        assertThat(ask()).isNull();
        here.learn(new Outcome.Retry("http_503", "busy", wish, Evidence.status(503)));
        there.shared.lookNow();
        assertThat(there.ask(KEY)).isGreaterThanOrEqualTo(wish);
        pass(wish);
        assertThat(there.ask(KEY)).isNull();
        assertThat(there.ask(KEY)).isNull();
        assertThat(there.probing).isFalse();
    }

    @Test
    void failures_that_come_in_after_all_know_do_not_lengthen_the_trouble() {
        fail(4);
        for (int i = 0; i < 20; i++) {
            here.probing = false;
            here.learn(FAILED);
        }
        pass(OPEN.plusMillis(1));
        assertThat(ask()).isNull();
    }

    @Test
    void without_the_store_each_node_goes_by_what_it_knows() {
        down.set(true);
        fail(4);
        assertThat(ask()).isGreaterThanOrEqualTo(OPEN);
        assertThat(there.ask(KEY)).isNull();
        pass(OPEN.plusMillis(1));
        assertThat(ask()).isNull();
        assertThat(ask()).isPositive();
        here.learn(SENT);
        assertThat(ask()).isNull();
    }

    @Test
    void without_the_store_a_shared_trouble_is_probed_by_each_node_and_no_send_waits_for_it() {
        fail(4);
        there.shared.lookNow();
        down.set(true);
        pass(OPEN.plusMillis(1));
        assertThat(ask()).isNull();
        assertThat(there.ask(KEY)).isNull();
        assertThat(ask()).isPositive();
        here.learn(FAILED);
        pass(OPEN.plusMillis(1));
        assertThat(ask()).isPositive();
        pass(OPEN);
        assertThat(ask()).isNull();
    }

    @Test
    void trouble_that_the_store_has_forgotten_holds_nobody_back() {
        fail(4);
        store.clear();
        pass(OPEN.plusMillis(1));
        assertThat(ask()).isPositive();
        assertThat(ask()).isNull();
        assertThat(here.probing).isFalse();
    }

    @Test
    void what_was_recovered_and_fails_again_is_noticed_anew() {
        fail(4);
        pass(OPEN.plusMillis(1));
        assertThat(ask()).isNull();
        here.learn(SENT);
        fail(3);
        assertThat(ask()).isNull();
        here.learn(FAILED);
        assertThat(ask()).isGreaterThanOrEqualTo(OPEN);
    }

    @Test
    void a_look_that_was_overtaken_brings_no_trouble_back() {
        fail(4);
        List<EndpointCircuit> before = store.troublesSince(Instant.EPOCH, 10);
        store.unblock(KEY);
        here.health.unblock(KEY);

        stale.set(before);
        here.shared.lookNow();
        assertThat(ask()).isNull();

        fail(4);
        List<EndpointCircuit> half = store.troublesSince(Instant.EPOCH, 10);
        pass(OPEN.plusMillis(1));
        assertThat(ask()).isNull();
        here.learn(SENT);
        stale.set(half);
        here.shared.lookNow();
        assertThat(ask()).isNull();
        assertThat(here.probing).isFalse();
    }

    @Test
    void a_look_that_was_overtaken_does_not_free_an_endpoint_that_is_in_trouble_again() {
        fail(4);
        pass(OPEN.plusMillis(1));
        assertThat(ask()).isNull();
        here.learn(SENT);
        List<EndpointCircuit> recovered = store.troublesSince(Instant.EPOCH, 10);
        fail(4);

        stale.set(recovered);
        here.shared.lookNow();

        assertThat(ask()).isGreaterThanOrEqualTo(OPEN);
    }

    @Test
    void what_others_unblocked_ends_what_was_noticed_before_and_not_what_comes_after_however_often_it_is_read() {
        here.fail(3);
        store.leaveAlone(KEY, EndpointCircuit.Reason.RETRY_AFTER, 0, OPEN);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        store.unblock(KEY);
        here.shared.lookNow();
        here.fail(3);
        here.shared.lookNow();
        here.fail(1);

        assertThat(here.ask(KEY)).as("the breaker has opened").isNotNull();
    }

    @Test
    void what_is_unblocked_here_is_free_at_once() {
        here.fail(4);
        assertThat(here.ask(KEY)).isNotNull();
        store.unblock(KEY);

        here.health.unblock(KEY);

        assertThat(here.ask(KEY)).isNull();
    }

    @Test
    void what_was_under_way_when_the_endpoint_was_fixed_does_not_block_it_again_on_any_node() {
        Instant begun = clock.instant();
        store.leaveAlone(KEY, EndpointCircuit.Reason.RETRY_AFTER, 0, OPEN);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        store.unblock(KEY);
        here.health.unblock(KEY);
        there.shared.lookNow();
        Outcome busy = new Outcome.Retry("http_429", "slow down", OPEN, Evidence.status(429));
        DeliveryTarget.At old = new DeliveryTarget.At(KEY, "as it was", null, false);

        here.health.learn(old, begun, busy);
        there.health.learn(old, begun, busy);

        assertThat(here.ask(KEY)).isNull();
        assertThat(there.ask(KEY)).isNull();
        here.health.learn(old, clock.instant(), busy);
        assertThat(here.ask(KEY)).as("what began after it counts").isNotNull();
    }
}
