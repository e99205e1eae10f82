package dev.tidings.server.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final AtomicLong nanos = new AtomicLong(1_000_000);
    private final RateLimit rate = new RateLimit(10, nanos::get);

    @Test
    void a_second_lets_so_many_through_and_says_when_the_next_may() {
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
}
