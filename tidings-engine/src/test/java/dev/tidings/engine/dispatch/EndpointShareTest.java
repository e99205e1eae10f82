package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EndpointShareTest {
    private static final int CONCURRENCY = 64;

    private final EndpointShare quarter = new EndpointShare(0.25, CONCURRENCY);

    /** How many places each of so many greedy endpoints comes to, when they take turns. */
    private static int each(EndpointShare share, int endpoints, boolean fast) {
        int[] mine = new int[endpoints];
        int free = CONCURRENCY;
        boolean more = true;
        while (more) {
            more = false;
            for (int i = 0; i < endpoints; i++) {
                if (fast ? share.allowsFast(mine[i], free) : share.allows(mine[i], free)) {
                    mine[i]++;
                    free--;
                    more = true;
                }
            }
        }
        return mine[endpoints - 1];
    }

    @Test
    void one_endpoint_alone_comes_to_its_share_or_to_all_but_a_share_when_it_is_fast() {
        assertThat(each(quarter, 1, false)).isEqualTo(16).isEqualTo(quarter.places());
        assertThat(each(quarter, 1, true)).isEqualTo(48);
    }

    @Test
    void the_more_ask_the_less_each_gets_and_some_places_stay_free() {
        assertThat(each(quarter, 3, false)).isBetween(10, 11);
        assertThat(10 * each(quarter, 10, false)).isLessThan(CONCURRENCY);
        assertThat(4 * each(quarter, 4, true)).isLessThan(CONCURRENCY);
    }

    @Test
    void nobody_who_has_nothing_is_refused_a_free_place() {
        assertThat(quarter.allows(0, 1)).isTrue();
        assertThat(quarter.allowsFast(0, 1)).isTrue();
        assertThat(quarter.allows(0, 0)).isFalse();
        assertThat(new EndpointShare(0.25, 1).places()).isOne();
    }

    @Test
    void the_whole_lane_as_a_share_sets_no_bound() {
        assertThat(each(new EndpointShare(1, CONCURRENCY), 1, false)).isEqualTo(CONCURRENCY);
    }
}
