package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.endpoint.EndpointCircuit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Circuits and pauses that nodes share through the store. */
class SharedEndpointHealthTest extends EndpointHealthRig {
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

        assertThat(store.health().circuitsOf(List.of(KEY))).isEmpty();
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
}
