package dev.tidings.engine.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final AtomicLong nanos = new AtomicLong(1_000_000);
    private final RateLimit rate = new RateLimit(10, nanos::get);

    @Test
    void the_limit_applies_per_second_and_reports_the_next_token() {
        for (int i = 0; i < 10; i++) {
            assertThat(rate.takeOrWaitNanos()).isZero();
        }
        assertThat(rate.available()).isZero();
        long wait = rate.takeOrWaitNanos();
        assertThat(wait).isPositive().isLessThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
        nanos.addAndGet(wait);
        assertThat(rate.takeOrWaitNanos()).isZero();
        assertThat(rate.takeOrWaitNanos()).isPositive();
    }

    @Test
    void two_nodes_get_half_each() {
        AtomicLong nanos = new AtomicLong();
        RateLimit rate = new RateLimit(10, nanos::get);
        rate.share(2);
        assertThat(begunIn(rate, nanos, 10)).isBetween(50, 55);
        rate.share(1);
        assertThat(begunIn(rate, nanos, 10)).isBetween(95, 110);
    }

    @Test
    void a_share_below_one_per_second_is_exact_and_never_zero() {
        AtomicLong nanos = new AtomicLong();
        RateLimit rate = new RateLimit(1, nanos::get);
        rate.share(4);
        assertThat(begunIn(rate, nanos, 40)).isBetween(10, 11);
        rate.share(1_000);
        assertThat(begunIn(rate, nanos, 100)).isBetween(10, 11);
    }

    private static int begunIn(RateLimit rate, AtomicLong nanos, int seconds) {
        int begun = 0;
        for (int tenth = 0; tenth < 10 * seconds; tenth++) {
            while (rate.takeOrWaitNanos() == 0) {
                begun++;
            }
            nanos.addAndGet(100_000_000);
        }
        return begun;
    }
}
