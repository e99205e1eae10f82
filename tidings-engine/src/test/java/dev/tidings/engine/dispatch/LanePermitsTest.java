package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class LanePermitsTest {
    /** Two in flight, three waiting. */
    private final LanePermits places = new LanePermits(new LaneSettings(2, 3, 64, 0));

    private void reserve(int count) {
        for (int i = 0; i < count; i++) {
            places.reserve();
        }
    }

    private void arrive(int count) {
        for (int i = 0; i < count; i++) {
            places.arrive();
        }
    }

    @Test
    void reservations_fill_the_lane_and_its_queue() {
        assertThat(places.free()).isEqualTo(5);
        reserve(4);
        assertThat(places.free()).isOne();
    }

    @Test
    void claims_fill_only_what_can_be_sent_at_once() {
        assertThat(places.reserveForClaim(64, 0, 0)).isEqualTo(2);
        assertThat(places.reserveForClaim(64, 0, 0)).isZero();
        assertThat(places.free()).isEqualTo(3);
    }

    @Test
    void claims_may_fetch_some_more_ahead() {
        assertThat(places.reserveForClaim(64, 4, 0)).isEqualTo(4);
        assertThat(places.reserveForClaim(64, 4, 0)).isZero();
        assertThat(places.reserveForClaim(64, 64, 0)).isEqualTo(1);
    }

    @Test
    void what_waits_for_its_own_endpoint_takes_no_place_from_a_claim() {
        reserve(3);
        arrive(3);
        places.begin();
        assertThat(places.claimable(0, 0)).isZero();
        assertThat(places.claimable(0, 2)).isOne();
    }

    @Test
    void a_send_that_ended_makes_room_for_a_send_and_its_commit_makes_room_for_a_delivery() {
        reserve(5);
        arrive(5);
        places.begin();
        places.begin();
        assertThat(places.freeToSend()).isZero();
        places.sent();
        assertThat(places.freeToSend()).isOne();
        assertThat(places.held()).isEqualTo(5);
        assertThat(places.free()).isZero();
        places.leave();
        assertThat(places.free()).isOne();
    }

    @Test
    void more_cannot_be_given_back_than_was_taken() {
        places.reserve();
        assertThatIllegalStateException().isThrownBy(() -> places.release(2)).withMessageContaining("1 reserved");
    }
}
