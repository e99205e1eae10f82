package dev.tidings.testkit.store;

import static dev.tidings.core.endpoint.EndpointCircuit.Reason.CIRCUIT;
import static dev.tidings.core.endpoint.EndpointCircuit.Reason.RECOVERED;
import static dev.tidings.core.endpoint.EndpointCircuit.Reason.RETRY_AFTER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.ProviderCircuit;
import dev.tidings.core.endpoint.TargetKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Endpoint health is shared by all nodes, and one node at a time probes for recovery. */
public abstract class EndpointHealthContract extends StoreContract {
    private static final TargetKey KEY = new TargetKey(TENANT, CHANNEL, "user:1");
    private static final TargetKey OTHER = new TargetKey("other", CHANNEL, "user:1");
    private static final Duration OPEN = Duration.ofSeconds(10);
    private static final int PLENTY = 100;
    private static final int THREADS = 16;

    protected EndpointHealthContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void a_block_is_visible_to_all_nodes_once_written() {
        EndpointCircuit circuit = store().health().block(KEY, CIRCUIT, 1, OPEN);

        assertThat(circuit).isEqualTo(new EndpointCircuit(KEY, CIRCUIT, 1, now().plus(OPEN), now()));
        assertThat(store().health().circuitsSince(now(), PLENTY)).containsExactly(circuit);
        assertThat(store().health().circuitsSince(now().plusMillis(1), PLENTY)).isEmpty();
        assertThat(store().health().circuitsSince(Instant.EPOCH, PLENTY)).containsExactly(circuit);
    }

    @Test
    void two_blocks_keep_the_later_end_and_the_greater_count() {
        store().health().block(KEY, CIRCUIT, 2, OPEN);
        clock.advance(Duration.ofSeconds(1));
        Instant written = now();

        assertThat(store().health().block(KEY, RETRY_AFTER, 0, Duration.ofMinutes(1)))
                .isEqualTo(new EndpointCircuit(KEY, RETRY_AFTER, 2, written.plusSeconds(60), written));
        assertThat(store().health().block(KEY, CIRCUIT, 1, OPEN))
                .as("a later change in the same millisecond")
                .isEqualTo(new EndpointCircuit(KEY, RETRY_AFTER, 2, written.plusSeconds(60), written.plusMillis(1)));
    }

    @Test
    void a_probe_is_granted_once_due_and_then_not_again_within_its_window() {
        store().health().block(KEY, CIRCUIT, 1, OPEN);
        clock.advance(OPEN.minusMillis(1));
        assertThat(store().health().probe(KEY, OPEN)).isNull();
        clock.advance(Duration.ofMillis(1));

        assertThat(store().health().probe(KEY, OPEN))
                .isEqualTo(new EndpointCircuit(KEY, CIRCUIT, 1, now().plus(OPEN), now()));
        assertThat(store().health().probe(KEY, OPEN)).isNull();
        assertThat(store().health().circuitsSince(now(), PLENTY)).hasSize(1);

        clock.advance(OPEN);
        assertThat(store().health().probe(KEY, OPEN)).isNotNull();
    }

    @Test
    void paused_and_healthy_endpoints_need_no_probe() {
        store().health().block(KEY, RETRY_AFTER, 0, OPEN);
        clock.advance(OPEN);

        assertThat(store().health().probe(KEY, OPEN)).isNull();
        assertThat(store().health().probe(OTHER, OPEN)).isNull();
    }

    @Test
    void of_concurrent_requests_for_a_probe_one_succeeds() throws Exception {
        store().health().block(KEY, CIRCUIT, 1, OPEN);
        clock.advance(OPEN);

        assertThat(Race.of(THREADS, () -> store().health().probe(KEY, OPEN)))
                .filteredOn(Objects::nonNull)
                .hasSize(1);
    }

    @Test
    void recovery_closes_the_circuit_for_all_nodes() {
        store().health().block(KEY, CIRCUIT, 2, OPEN);
        clock.advance(OPEN);
        EndpointCircuit probed = Objects.requireNonNull(store().health().probe(KEY, OPEN));
        clock.advance(Duration.ofSeconds(1));

        EndpointCircuit over = Objects.requireNonNull(store().health().recovered(probed));

        assertThat(over).isEqualTo(new EndpointCircuit(KEY, RECOVERED, 0, Instant.EPOCH, now()));
        assertThat(over.inForceAt(now())).isFalse();
        assertThat(store().health().circuitsSince(now(), PLENTY)).containsExactly(over);
        assertThat(store().health().recovered(probed)).isNull();
        assertThat(store().health().recovered(over)).isNull();
        assertThat(store().health().recovered(new EndpointCircuit(OTHER, CIRCUIT, 1, now(), now())))
                .isNull();
    }

    @Test
    void a_failed_probe_opens_the_circuit_for_its_duration() {
        store().health().block(KEY, CIRCUIT, 1, OPEN);
        clock.advance(OPEN);
        EndpointCircuit probed = Objects.requireNonNull(store().health().probe(KEY, OPEN.multipliedBy(9)));

        EndpointCircuit open = Objects.requireNonNull(store().health().reopen(probed, CIRCUIT, 2, OPEN));

        assertThat(open).isEqualTo(new EndpointCircuit(KEY, CIRCUIT, 2, now().plus(OPEN), now().plusMillis(1)));
        assertThat(store().health().circuitsSince(Instant.EPOCH, PLENTY)).containsExactly(open);
        assertThat(store().health().reopen(probed, CIRCUIT, 3, OPEN))
                .as("one probe counts once")
                .isNull();
        assertThat(store().health().reopen(new EndpointCircuit(OTHER, CIRCUIT, 1, now(), now()), CIRCUIT, 2, OPEN))
                .isNull();
    }

    @Test
    void a_probe_from_before_a_fix_does_not_reopen_the_circuit() {
        store().health().block(KEY, CIRCUIT, 1, OPEN);
        clock.advance(OPEN);
        EndpointCircuit probed = Objects.requireNonNull(store().health().probe(KEY, OPEN));
        EndpointCircuit fixed = Objects.requireNonNull(store().health().unblock(KEY));

        assertThat(store().health().reopen(probed, CIRCUIT, 2, OPEN)).isNull();
        assertThat(store().health().reopen(fixed, CIRCUIT, 2, OPEN))
                .as("nothing was probed")
                .isNull();
        assertThat(store().health().circuitsSince(Instant.EPOCH, PLENTY)).containsExactly(fixed);

        EndpointCircuit anew = store().health().block(KEY, CIRCUIT, 1, OPEN);
        assertThat(store().health().reopen(probed, CIRCUIT, 2, OPEN)).isNull();
        assertThat(store().health().circuitsSince(Instant.EPOCH, PLENTY)).containsExactly(anew);
    }

    @Test
    void a_recovery_after_a_newer_failure_changes_nothing() {
        EndpointCircuit probed = store().health().block(KEY, CIRCUIT, 1, OPEN);
        EndpointCircuit again = store().health().block(KEY, CIRCUIT, 2, OPEN.multipliedBy(2));

        assertThat(store().health().recovered(probed)).isNull();
        assertThat(store().health().circuitsSince(Instant.EPOCH, PLENTY)).containsExactly(again);
    }

    @Test
    void a_recovery_ends_neither_a_newer_pause_nor_a_newly_opened_circuit() {
        EndpointCircuit probed = store().health().block(KEY, CIRCUIT, 1, OPEN);
        EndpointCircuit paused = store().health().block(KEY, RETRY_AFTER, 0, Duration.ofMinutes(1));
        assertThat(store().health().recovered(probed)).isNull();
        store().health().unblock(KEY);
        EndpointCircuit anew = store().health().block(KEY, CIRCUIT, 1, OPEN);
        assertThat(store().health().recovered(probed)).isNull();
        assertThat(store().health().recovered(paused)).isNull();

        assertThat(store().health().circuitsSince(Instant.EPOCH, PLENTY)).containsExactly(anew);
    }

    @Test
    void every_change_of_an_endpoint_has_a_later_time() {
        EndpointCircuit opened = store().health().block(KEY, CIRCUIT, 1, Duration.ZERO);
        EndpointCircuit probed = Objects.requireNonNull(store().health().probe(KEY, OPEN));
        EndpointCircuit over = Objects.requireNonNull(store().health().recovered(probed));
        EndpointCircuit again = store().health().block(KEY, CIRCUIT, 1, OPEN);
        EndpointCircuit fixed = Objects.requireNonNull(store().health().unblock(KEY));

        assertThat(List.of(opened, probed, over, again, fixed))
                .extracting(EndpointCircuit::changedAt)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void failures_are_counted_from_zero_after_a_recovery() {
        store().health().recovered(store().health().block(KEY, CIRCUIT, 5, OPEN));
        clock.advance(Duration.ofSeconds(1));

        assertThat(store().health().block(KEY, CIRCUIT, 1, OPEN))
                .isEqualTo(new EndpointCircuit(KEY, CIRCUIT, 1, now().plus(OPEN), now()));
    }

    @Test
    void circuits_are_listed_oldest_first_up_to_a_limit() {
        store().health().block(KEY, CIRCUIT, 1, OPEN);
        clock.advance(Duration.ofSeconds(1));
        store().health().block(OTHER, CIRCUIT, 1, OPEN);
        clock.advance(Duration.ofSeconds(1));
        store().health().block(KEY, CIRCUIT, 2, OPEN);

        assertThat(store().health().circuitsSince(Instant.EPOCH, 1))
                .extracting(EndpointCircuit::key)
                .containsExactly(OTHER);
        assertThat(store().health().circuitsSince(Instant.EPOCH, 2))
                .extracting(EndpointCircuit::key)
                .containsExactly(OTHER, KEY);
    }

    @Test
    void old_circuits_are_removed_and_current_ones_kept() {
        store().health().block(KEY, CIRCUIT, 1, OPEN);
        store().health().block(OTHER, RETRY_AFTER, 0, Duration.ofDays(2));
        clock.advance(Duration.ofDays(1));

        assertThat(store().retention().removeIdle(now(), PLENTY)).isOne();
        assertThat(store().health().circuitsSince(Instant.EPOCH, PLENTY))
                .extracting(EndpointCircuit::key)
                .isEqualTo(List.of(OTHER));
    }

    @Test
    void unblocking_ends_requested_pauses_and_open_circuits_on_all_nodes() {
        store().health().block(KEY, RETRY_AFTER, 0, OPEN);
        EndpointCircuit open = store().health().block(OTHER, CIRCUIT, 3, OPEN);
        clock.advance(Duration.ofSeconds(1));

        assertThat(store().health().unblock(KEY))
                .isEqualTo(new EndpointCircuit(KEY, RECOVERED, 0, Instant.EPOCH, now()));
        assertThat(store().health().unblock(OTHER))
                .isEqualTo(new EndpointCircuit(OTHER, RECOVERED, 0, Instant.EPOCH, now()));
        assertThat(store().health().circuitsSince(now(), PLENTY)).hasSize(2);
        assertThat(store().health().unblock(KEY)).isNull();
        assertThat(store().health().recovered(open)).isNull();
    }

    @Test
    void unblocking_without_a_current_block_changes_nothing() {
        store().health().block(KEY, RETRY_AFTER, 0, OPEN);
        clock.advance(OPEN);

        assertThat(store().health().unblock(KEY)).isNull();
        assertThat(store().health().unblock(OTHER)).isNull();
    }

    @Test
    void of_concurrent_unblocks_one_succeeds() throws Exception {
        store().health().block(KEY, CIRCUIT, 1, OPEN);

        assertThat(Race.of(THREADS, () -> store().health().unblock(KEY)))
                .filteredOn(Objects::nonNull)
                .hasSize(1);
    }

    @Test
    void two_targets_of_one_channel_have_circuits_of_their_own() {
        TargetKey second = new TargetKey(TENANT, CHANNEL, "ept_01ARZ3NDEKTSV4RRFFQ69G5FAV");
        EndpointCircuit open = store().health().block(KEY, CIRCUIT, 1, OPEN);
        EndpointCircuit other = store().health().block(second, CIRCUIT, 3, OPEN);

        store().health().unblock(KEY);

        assertThat(store().health().circuitsOf(List.of(KEY, second))).containsExactly(other);
        assertThat(store().health().recovered(open)).isNull();
    }

    @Test
    void current_blocks_are_found_by_target() {
        TargetKey mail = new TargetKey(TENANT, "email", "user:1");
        TargetKey over = new TargetKey(TENANT, "feishu", "user:1");
        TargetKey healthy = new TargetKey(TENANT, CHANNEL, "user:2");
        EndpointCircuit open = store().health().block(KEY, CIRCUIT, 1, OPEN);
        EndpointCircuit pause = store().health().block(mail, RETRY_AFTER, 0, Duration.ofMinutes(1));
        store().health().block(over, RETRY_AFTER, 0, OPEN);
        store().health().block(OTHER, RETRY_AFTER, 0, Duration.ofMinutes(1));
        clock.advance(OPEN);

        assertThat(store().health().circuitsOf(List.of(KEY, mail, over))).containsExactlyInAnyOrder(pause, open);
        assertThat(store().health().circuitsOf(List.of(healthy, KEY, KEY, mail)))
                .contains(pause, open)
                .doesNotHaveDuplicates();
        assertThat(store().health().circuitsOf(List.of(healthy))).isEmpty();
        assertThat(store().health().circuitsOf(List.of())).isEmpty();
        assertThat(store().health().circuitsOf(List.of(new TargetKey("another", CHANNEL, "user:1"))))
                .isEmpty();
    }

    @Test
    void blocked_providers_are_listed_with_their_beginning_and_last_error() {
        TargetKey mail = TargetKey.ofProvider("email", "mail.example.com:587");
        TargetKey platform = TargetKey.ofProvider("feishu", "open.feishu.cn");
        Instant began = now();
        store().health().block(KEY, CIRCUIT, 1, OPEN);
        store().health().block(platform, RETRY_AFTER, 0, OPEN.multipliedBy(3));
        EndpointCircuit first = store().health().block(mail, CIRCUIT, 1, OPEN);
        store().health().recordError(mail, "network_error: connection refused");

        assertThat(store().health().providers(10))
                .extracting(ProviderCircuit::circuit)
                .extracting(EndpointCircuit::key)
                .containsExactly(mail, platform);
        assertThat(store().health().providers(1))
                .containsExactly(new ProviderCircuit(first, began, "network_error: connection refused"));

        clock.advance(OPEN);
        EndpointCircuit probed = Objects.requireNonNull(store().health().probe(mail, OPEN));
        EndpointCircuit again = Objects.requireNonNull(store().health().reopen(probed, CIRCUIT, 2, OPEN));
        store().health().recordError(mail, "provider_auth_failed: 535");
        assertThat(store().health().providers(1))
                .containsExactly(new ProviderCircuit(again, began, "provider_auth_failed: 535"));

        store().health().unblock(mail);
        clock.advance(OPEN.multipliedBy(3));
        assertThat(store().health().providers(10)).isEmpty();
        assertThat(store().health().known(mail)).isTrue();
        assertThat(store().health().known(TargetKey.ofProvider("email", "other:25")))
                .isFalse();
        store().health().recordError(TargetKey.ofProvider("email", "other:25"), "nothing to record it at");
        store().health().block(mail, CIRCUIT, 1, OPEN);
        assertThat(store().health().providers(1))
                .singleElement()
                .satisfies(blocked -> assertThat(blocked.since()).isEqualTo(now()));
    }
}
