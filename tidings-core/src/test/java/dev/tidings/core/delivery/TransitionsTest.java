package dev.tidings.core.delivery;

import static dev.tidings.core.delivery.DeliveryStatus.CANCELED;
import static dev.tidings.core.delivery.DeliveryStatus.DEAD;
import static dev.tidings.core.delivery.DeliveryStatus.FAILED;
import static dev.tidings.core.delivery.DeliveryStatus.PENDING;
import static dev.tidings.core.delivery.DeliveryStatus.SENDING;
import static dev.tidings.core.delivery.DeliveryStatus.SENT;
import static dev.tidings.core.delivery.DeliveryStatus.SKIPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests every pair of statuses, legal and illegal, as in docs/state-machine.md. */
class TransitionsTest {
    private static final Map<DeliveryStatus, Set<DeliveryStatus>> EXPECTED = Map.of(
            PENDING, Set.of(SENDING, CANCELED, DEAD),
            FAILED, Set.of(SENDING, CANCELED, DEAD),
            SENDING, Set.of(SENDING, PENDING, FAILED, SENT, SKIPPED, DEAD, CANCELED),
            SENT, Set.of(PENDING),
            SKIPPED, Set.of(PENDING),
            DEAD, Set.of(PENDING),
            CANCELED, Set.of());

    static Stream<Arguments> pairs() {
        return Arrays.stream(DeliveryStatus.values())
                .flatMap(from -> Arrays.stream(DeliveryStatus.values()).map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("pairs")
    void each_pair_is_legal_exactly_when_the_table_says_so(DeliveryStatus from, DeliveryStatus to) {
        boolean legal = EXPECTED.getOrDefault(from, Set.of()).contains(to);
        assertThat(Transitions.legal(from, to)).isEqualTo(legal);
        assertThat(Transitions.from(from).contains(to)).isEqualTo(legal);
        if (legal) {
            assertThatNoException().isThrownBy(() -> Transitions.require(from, to));
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Transitions.require(from, to))
                    .withMessageContaining(from.code())
                    .withMessageContaining(to.code());
        }
    }

    @Test
    void the_table_covers_every_status() {
        assertThat(EXPECTED.keySet()).containsExactlyInAnyOrder(DeliveryStatus.values());
    }

    @ParameterizedTest
    @EnumSource(DeliveryStatus.class)
    void an_ended_delivery_can_only_become_pending(DeliveryStatus status) {
        if (status.terminal()) {
            assertThat(Transitions.from(status)).isSubsetOf(PENDING);
        } else {
            assertThat(Transitions.from(status)).isNotEmpty();
        }
    }

    @Test
    void every_status_is_reachable_from_pending() {
        Set<DeliveryStatus> reached = new java.util.HashSet<>(Set.of(PENDING));
        for (int step = 0; step < DeliveryStatus.values().length; step++) {
            List.copyOf(reached).forEach(status -> reached.addAll(Transitions.from(status)));
        }
        assertThat(reached).containsExactlyInAnyOrder(DeliveryStatus.values());
    }

    @ParameterizedTest
    @EnumSource(DeliveryStatus.class)
    void a_status_round_trips_through_its_code(DeliveryStatus status) {
        assertThat(DeliveryStatus.ofCode(status.code())).isEqualTo(status);
    }
}
