package dev.tidings.core.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration FIRST = Duration.ofMillis(100);

    @Test
    void waits_double_up_to_the_cap() {
        Backoff backoff = Backoff.doubling(FIRST, Duration.ofMillis(500));

        assertThat(IntStream.rangeClosed(1, 5).mapToObj(backoff::after))
                .extracting(Duration::toMillis)
                .containsExactly(100L, 200L, 400L, 500L, 500L);
        assertThat(backoff.after(0)).as("before any failure").isEqualTo(FIRST);
        assertThat(backoff.after(Integer.MAX_VALUE)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void waits_grow_by_another_factor() {
        Backoff backoff = new Backoff(FIRST, Duration.ofMillis(300), 150);

        assertThat(List.of(backoff.after(1), backoff.after(2), backoff.after(3), backoff.after(4)))
                .extracting(Duration::toMillis)
                .containsExactly(100L, 150L, 225L, 300L);
    }

    @Test
    void the_cap_applies_to_the_first_wait_and_zero_stays_zero() {
        assertThat(Backoff.doubling(FIRST, Duration.ofMillis(30)).after(1)).isEqualTo(Duration.ofMillis(30));
        assertThat(Backoff.doubling(Duration.ZERO, FIRST).after(Integer.MAX_VALUE))
                .isZero();
    }

    @Test
    void jitter_changes_a_wait_by_up_to_20_percent() {
        Backoff backoff = Backoff.doubling(FIRST, Duration.ofSeconds(1));
        SplittableRandom random = new SplittableRandom(7);

        List<Long> micros = IntStream.range(0, 1_000)
                .mapToObj(i -> backoff.after(2, random).toNanos() / 1_000)
                .toList();

        assertThat(micros).allMatch(wait -> wait >= 160_000 && wait <= 240_000);
        assertThat(micros).anyMatch(wait -> wait < 170_000).anyMatch(wait -> wait > 230_000);
    }

    @Test
    void invalid_arguments_are_refused() {
        assertThatThrownBy(() -> Backoff.doubling(FIRST.negated(), FIRST)).hasMessageContaining("PT-0.1S");
        assertThatThrownBy(() -> new Backoff(FIRST, FIRST, 100)).hasMessageContaining("percent is 100");
    }
}
