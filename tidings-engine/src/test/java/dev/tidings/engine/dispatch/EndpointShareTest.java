package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EndpointShareTest {
    private static final int CONCURRENCY = 64;

    private final EndpointShare quarter = new EndpointShare(0.25, CONCURRENCY);

    /** Returns the permits per endpoint when this many greedy endpoints take turns. */
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
    void a_single_endpoint_gets_its_share_or_all_but_a_share_when_fast() {
        assertThat(each(quarter, 1, false)).isEqualTo(16).isEqualTo(quarter.permits());
        assertThat(each(quarter, 1, true)).isEqualTo(48);
    }

    @Test
    void shares_shrink_with_more_endpoints_and_some_permits_stay_free() {
        assertThat(each(quarter, 3, false)).isBetween(10, 11);
        assertThat(10 * each(quarter, 10, false)).isLessThan(CONCURRENCY);
        assertThat(4 * each(quarter, 4, true)).isLessThan(CONCURRENCY);
    }

    @Test
    void an_endpoint_without_permits_always_gets_a_free_one() {
        assertThat(quarter.allows(0, 1)).isTrue();
        assertThat(quarter.allowsFast(0, 1)).isTrue();
        assertThat(quarter.allows(0, 0)).isFalse();
        assertThat(new EndpointShare(0.25, 1).permits()).isOne();
    }

    @Test
    void a_share_of_one_sets_no_limit() {
        assertThat(each(new EndpointShare(1, CONCURRENCY), 1, false)).isEqualTo(CONCURRENCY);
    }
}
