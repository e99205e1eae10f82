package dev.tidings.testkit.store;

import static dev.tidings.core.endpoint.EndpointCircuit.Reason.CIRCUIT;
import static dev.tidings.core.endpoint.EndpointCircuit.Reason.RECOVERED;
import static dev.tidings.core.endpoint.EndpointCircuit.Reason.RETRY_AFTER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What one node learned of an unhealthy endpoint holds for all, and one of them finds out when it is over. */
public abstract class EndpointHealthContract extends StoreContract {
    private static final EndpointKey KEY = new EndpointKey(TENANT, "user:1", CHANNEL);
    private static final EndpointKey OTHER = new EndpointKey("other", "user:1", CHANNEL);
    private static final Duration OPEN = Duration.ofSeconds(10);
    private static final int PLENTY = 100;
    private static final int THREADS = 16;

    protected EndpointHealthContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void a_block_is_known_to_all_from_when_it_is_written() {
        EndpointCircuit circuit = store().health().block(KEY, CIRCUIT, 1, OPEN);

        assertThat(circuit).isEqualTo(new EndpointCircuit(KEY, CIRCUIT, 1, now().plus(OPEN), now()));
        assertThat(store().health().circuitsSince(now(), PLENTY)).containsExactly(circuit);
        assertThat(store().health().circuitsSince(now().plusMillis(1), PLENTY)).isEmpty();
        assertThat(store().health().circuitsSince(Instant.EPOCH, PLENTY)).containsExactly(circuit);
    }

    @Test
    void of_two_blocks_the_later_end_and_the_greater_count_hold() {
        store().health().block(KEY, CIRCUIT, 2, OPEN);
        clock.advance(Duration.ofSeconds(1));
        Instant written = now();

        assertThat(store().health().block(KEY, RETRY_AFTER, 0, Duration.ofMinutes(1)))
                .isEqualTo(new EndpointCircuit(KEY, RETRY_AFTER, 2, written.plusSeconds(60), written));
        assertThat(store().health().block(KEY, CIRCUIT, 1, OPEN))
                .as("a later change, be it of the same millisecond")
                .isEqualTo(new EndpointCircuit(KEY, RETRY_AFTER, 2, written.plusSeconds(60), written.plusMillis(1)));
    }

    @Test
    void a_probe_is_to_be_had_when_the_time_has_passed_and_then_not_until_its_window_has() {
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
    void what_was_only_asked_to_wait_and_what_is_well_need_no_probe() {
        store().health().block(KEY, RETRY_AFTER, 0, OPEN);
        clock.advance(OPEN);

        assertThat(store().health().probe(KEY, OPEN)).isNull();
        assertThat(store().health().probe(OTHER, OPEN)).isNull();
    }

    @Test
    void of_many_who_ask_at_once_one_may_probe() throws Exception {
        store().health().block(KEY, CIRCUIT, 1, OPEN);
        clock.advance(OPEN);

        assertThat(Race.of(THREADS, () -> store().health().probe(KEY, OPEN)))
                .filteredOn(Objects::nonNull)
                .hasSize(1);
    }

    @Test
    void recovery_closes_the_circuit_and_the_others_learn_of_it() {
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
    void a_probe_that_fails_opens_the_circuit_for_as_long_as_it_says() {
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
    void a_probe_that_began_before_the_endpoint_was_fixed_opens_no_circuit_again() {
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
    void a_recovery_that_another_failure_overtook_changes_nothing() {
        EndpointCircuit probed = store().health().block(KEY, CIRCUIT, 1, OPEN);
        EndpointCircuit again = store().health().block(KEY, CIRCUIT, 2, OPEN.multipliedBy(2));

        assertThat(store().health().recovered(probed)).isNull();
        assertThat(store().health().circuitsSince(Instant.EPOCH, PLENTY)).containsExactly(again);
    }

    @Test
    void a_recovery_neither_ends_a_pause_that_came_meanwhile_nor_a_circuit_that_opened_anew() {
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
    void of_one_endpoint_every_change_is_later_than_the_one_before() {
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
    void failures_after_a_recovery_count_anew() {
        store().health().recovered(store().health().block(KEY, CIRCUIT, 5, OPEN));
        clock.advance(Duration.ofSeconds(1));

        assertThat(store().health().block(KEY, CIRCUIT, 1, OPEN))
                .isEqualTo(new EndpointCircuit(KEY, CIRCUIT, 1, now().plus(OPEN), now()));
    }

    @Test
    void circuits_come_oldest_first_and_so_many_at_once() {
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
    void what_is_long_over_is_forgotten_and_what_is_to_come_stays() {
        store().health().block(KEY, CIRCUIT, 1, OPEN);
        store().health().block(OTHER, RETRY_AFTER, 0, Duration.ofDays(2));
        clock.advance(Duration.ofDays(1));

        assertThat(store().retention().removeIdle(now(), PLENTY)).isOne();
        assertThat(store().health().circuitsSince(Instant.EPOCH, PLENTY))
                .extracting(EndpointCircuit::key)
                .isEqualTo(List.of(OTHER));
    }

    @Test
    void a_pause_that_was_asked_for_and_an_open_breaker_are_ended_by_hand_and_the_others_learn_of_it() {
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
    void there_is_nothing_to_unblock_where_a_pause_is_over_or_none_was() {
        store().health().block(KEY, RETRY_AFTER, 0, OPEN);
        clock.advance(OPEN);

        assertThat(store().health().unblock(KEY)).isNull();
        assertThat(store().health().unblock(OTHER)).isNull();
    }

    @Test
    void of_many_who_unblock_at_once_one_does() throws Exception {
        store().health().block(KEY, CIRCUIT, 1, OPEN);

        assertThat(Race.of(THREADS, () -> store().health().unblock(KEY)))
                .filteredOn(Objects::nonNull)
                .hasSize(1);
    }

    @Test
    void what_is_in_force_is_found_by_recipient() {
        EndpointKey mail = new EndpointKey(TENANT, "user:1", "email");
        EndpointKey over = new EndpointKey(TENANT, "user:1", "feishu");
        EndpointCircuit open = store().health().block(KEY, CIRCUIT, 1, OPEN);
        EndpointCircuit pause = store().health().block(mail, RETRY_AFTER, 0, Duration.ofMinutes(1));
        store().health().block(over, RETRY_AFTER, 0, OPEN);
        store().health().block(OTHER, RETRY_AFTER, 0, Duration.ofMinutes(1));
        clock.advance(OPEN);

        assertThat(store().health().circuitsOf(TENANT, List.of("user:1"))).containsExactly(pause, open);
        assertThat(store().health().circuitsOf(TENANT, List.of("user:2", "user:1", "user:1")))
                .contains(pause, open)
                .doesNotHaveDuplicates();
        assertThat(store().health().circuitsOf(TENANT, List.of("user:nobody"))).isEmpty();
        assertThat(store().health().circuitsOf(TENANT, List.of())).isEmpty();
        assertThat(store().health().circuitsOf("another", List.of("user:1"))).isEmpty();
    }
}
