package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.endpoint.EndpointCircuit;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EndpointHealthTest extends EndpointHealthRig {
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
