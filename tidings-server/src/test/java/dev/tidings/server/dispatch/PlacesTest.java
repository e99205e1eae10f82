package dev.tidings.server.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class PlacesTest {
    /** Two in flight, three waiting. */
    private final Places places = new Places(new LaneSettings(2, 3, 64, 0));

    @Test
    void reservations_fill_the_lane_and_its_queue() {
        assertThat(places.reserve(4)).isEqualTo(4);
        assertThat(places.reserve(4)).isEqualTo(1);
        assertThat(places.reserve(1)).isZero();
    }

    @Test
    void claims_fill_only_what_can_be_sent_at_once() {
        assertThat(places.reserveForClaim(64, 0)).isEqualTo(2);
        assertThat(places.reserveForClaim(64, 0)).isZero();
        assertThat(places.reserve(64)).isEqualTo(3);
    }

    @Test
    void claims_may_fetch_some_more_ahead() {
        assertThat(places.reserveForClaim(64, 4)).isEqualTo(4);
        assertThat(places.reserveForClaim(64, 4)).isZero();
        assertThat(places.reserveForClaim(64, 64)).isEqualTo(1);
    }

    @Test
    void a_send_that_ended_makes_room_for_a_send_and_its_commit_makes_room_for_a_delivery() {
        places.reserve(5);
        for (int i = 0; i < 5; i++) {
            places.arrive();
        }
        places.begin();
        places.begin();
        assertThat(places.maySend()).isFalse();
        places.sent();
        assertThat(places.maySend()).isTrue();
        assertThat(places.held()).isEqualTo(5);
        assertThat(places.reserve(1)).isZero();
        places.free();
        assertThat(places.reserve(1)).isOne();
    }

    @Test
    void more_cannot_be_given_back_than_was_taken() {
        places.reserve(1);
        assertThatIllegalStateException().isThrownBy(() -> places.release(2)).withMessageContaining("1 reserved");
    }
}
