package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class LanePermitsTest {
    /** Two in flight, three waiting. */
    private final LanePermits permits = new LanePermits(new LaneSettings(2, 3, 64, 0));

    private void reserve(int count) {
        for (int i = 0; i < count; i++) {
            permits.reserve();
        }
    }

    private void arrive(int count) {
        for (int i = 0; i < count; i++) {
            permits.arrive();
        }
    }

    @Test
    void reservations_fill_the_lane_and_its_queue() {
        assertThat(permits.free()).isEqualTo(5);
        reserve(4);
        assertThat(permits.free()).isOne();
    }

    @Test
    void claims_fill_only_what_can_be_sent_at_once() {
        assertThat(permits.reserveForClaim(64, 0, 0)).isEqualTo(2);
        assertThat(permits.reserveForClaim(64, 0, 0)).isZero();
        assertThat(permits.free()).isEqualTo(3);
    }

    @Test
    void claims_may_fetch_some_more_ahead() {
        assertThat(permits.reserveForClaim(64, 4, 0)).isEqualTo(4);
        assertThat(permits.reserveForClaim(64, 4, 0)).isZero();
        assertThat(permits.reserveForClaim(64, 64, 0)).isEqualTo(1);
    }

    @Test
    void deliveries_blocked_by_their_endpoint_do_not_reduce_a_claim() {
        reserve(3);
        arrive(3);
        permits.begin();
        assertThat(permits.claimable(0, 0)).isZero();
        assertThat(permits.claimable(0, 2)).isOne();
    }

    @Test
    void the_end_of_a_send_frees_concurrency_and_its_commit_frees_capacity() {
        reserve(5);
        arrive(5);
        permits.begin();
        permits.begin();
        assertThat(permits.freeToSend()).isZero();
        permits.sent();
        assertThat(permits.freeToSend()).isOne();
        assertThat(permits.held()).isEqualTo(5);
        assertThat(permits.free()).isZero();
        permits.leave();
        assertThat(permits.free()).isOne();
    }

    @Test
    void no_more_permits_can_be_released_than_were_reserved() {
        permits.reserve();
        assertThatIllegalStateException().isThrownBy(() -> permits.release(2)).withMessageContaining("1 reserved");
    }
}
