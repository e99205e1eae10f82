package dev.tidings.core.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    /** A source that adds no jitter. */
    private static final RandomGenerator NO_JITTER = new RandomGenerator() {
        @Override
        public long nextLong() {
            return 0;
        }
    };

    private static List<Duration> delays(RetryPolicy policy, int attempts) {
        return IntStream.rangeClosed(1, attempts)
                .mapToObj(used -> policy.delayAfter(used, null, NO_JITTER))
                .toList();
    }

    @Test
    void backoff_doubles_from_min_to_max() {
        RetryPolicy policy = RetryPolicy.exponential(Duration.ofSeconds(1), Duration.ofSeconds(10), 10);
        assertThat(delays(policy, 6).stream().map(Duration::toSeconds)).containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
    }

    @Test
    void a_schedule_gives_the_delay_before_each_attempt() {
        RetryPolicy policy =
                RetryPolicy.scheduled(List.of(Duration.ZERO, Duration.ofSeconds(5), Duration.ofMinutes(5)));
        assertThat(policy.maxAttempts()).isEqualTo(3);
        assertThat(delays(policy, 2)).containsExactly(Duration.ofSeconds(5), Duration.ofMinutes(5));
    }

    @Test
    void the_budget_is_used_up_with_the_last_attempt() {
        RetryPolicy policy = RetryPolicy.exponential(Duration.ofSeconds(1), Duration.ofSeconds(1), 3);
        assertThat(policy.exhausted(2)).isFalse();
        assertThat(policy.exhausted(3)).isTrue();
    }

    @Test
    void retry_after_applies_when_it_is_longer_up_to_a_day() {
        RetryPolicy policy = RetryPolicy.exponential(Duration.ofSeconds(10), Duration.ofSeconds(10), 3);
        assertThat(policy.delayAfter(1, Duration.ofSeconds(3), NO_JITTER)).hasSeconds(10);
        assertThat(policy.delayAfter(1, Duration.ofSeconds(30), NO_JITTER)).hasSeconds(30);
        assertThat(policy.delayAfter(1, Duration.ofDays(9), NO_JITTER)).isEqualTo(RetryPolicy.MAX_RETRY_AFTER);
    }

    @Test
    void retry_after_never_shortens_a_backoff_longer_than_its_cap() {
        RetryPolicy policy = RetryPolicy.scheduled(List.of(Duration.ZERO, Duration.ofDays(3)));
        assertThat(policy.delayAfter(1, Duration.ofDays(9), NO_JITTER)).hasDays(3);
    }

    @Test
    void jitter_never_lets_retry_after_exceed_its_cap() {
        RetryPolicy policy = new RetryPolicy(3, Duration.ofSeconds(10), Duration.ofSeconds(10), List.of(), 1.0);
        var random = new SplittableRandom(7);
        Duration nearlyADay = Duration.ofHours(23);
        assertThat(IntStream.range(0, 1000).mapToObj(i -> policy.delayAfter(1, nearlyADay, random)))
                .allMatch(delay -> delay.compareTo(nearlyADay) >= 0)
                .allMatch(delay -> delay.compareTo(RetryPolicy.MAX_RETRY_AFTER) <= 0)
                .anyMatch(delay -> delay.compareTo(nearlyADay) > 0);
    }

    @Test
    void jitter_adds_up_to_its_share() {
        RetryPolicy policy = new RetryPolicy(5, Duration.ofSeconds(10), Duration.ofSeconds(10), List.of(), 0.5);
        var random = new SplittableRandom(7);
        assertThat(IntStream.range(0, 1000).mapToObj(i -> policy.delayAfter(1, null, random)))
                .allMatch(delay -> delay.toMillis() >= 10_000 && delay.toMillis() < 15_000)
                .anyMatch(delay -> delay.toMillis() > 14_000);
    }

    @Test
    void invalid_bounds_are_refused_with_the_value() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryPolicy.exponential(Duration.ofSeconds(1), Duration.ofSeconds(1), 0))
                .withMessageContaining("maxAttempts is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryPolicy.exponential(Duration.ofSeconds(2), Duration.ofSeconds(1), 1))
                .withMessageContaining("PT2S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryPolicy(1, Duration.ZERO, Duration.ZERO, List.of(), 1.1))
                .withMessageContaining("1.1");
    }
}
