package dev.tidings.core.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class RetryPolicyProperties {
    @Property
    void waits_are_never_zero_and_never_shrink(
            @ForAll @Size(max = 12) List<@LongRange(min = 0, max = 100_000) Long> scheduleMs,
            @ForAll @LongRange(min = 0, max = 100_000) long minMs,
            @ForAll @LongRange(min = 0, max = 100_000) long spreadMs,
            @ForAll @IntRange(min = 1, max = 100) int attempts) {
        List<Duration> schedule = scheduleMs.stream().map(Duration::ofMillis).toList();
        RetryPolicy policy =
                new RetryPolicy(attempts, Duration.ofMillis(minMs), Duration.ofMillis(minMs + spreadMs), schedule, 0);

        List<Duration> waits = policy.waits(attempts);

        assertThat(waits).hasSize(attempts - 1).isSorted().allMatch(Duration::isPositive);
    }

    @Property
    void a_delay_lies_between_the_greater_of_backoff_and_retry_after_and_that_plus_jitter(
            @ForAll @LongRange(min = 1, max = 100_000_000) long minMs,
            @ForAll @LongRange(min = 0, max = 300_000_000) long spreadMs,
            @ForAll @IntRange(min = 1, max = 100) int used,
            @ForAll @LongRange(min = 0, max = 200_000) long retryAfterSeconds,
            @ForAll @DoubleRange(min = 0, max = 1) double jitter,
            @ForAll long seed) {
        RetryPolicy policy =
                new RetryPolicy(100, Duration.ofMillis(minMs), Duration.ofMillis(minMs + spreadMs), List.of(), jitter);
        Duration wish = Duration.ofSeconds(retryAfterSeconds);
        long backoffMs = (long) Math.min(minMs * Math.pow(2, used - 1), minMs + (double) spreadMs);
        long capMs = RetryPolicy.MAX_RETRY_AFTER.toMillis();
        long baseMs = Math.max(backoffMs, Math.min(wish.toMillis(), capMs));
        long jitteredMs = baseMs + (long) (baseMs * jitter);
        long mostMs = baseMs > backoffMs ? Math.min(jitteredMs, capMs) : jitteredMs;

        Duration delay = policy.delayAfter(used, wish, new SplittableRandom(seed));

        assertThat(delay.toMillis()).isBetween(baseMs, mostMs);
    }
}
