package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClientBackoffTest {
    private static final Duration BASE = Duration.ofMillis(500);
    private static final Duration CAP = Duration.ofSeconds(30);

    @Test
    void delays_double_up_to_the_cap() {
        Backoff plain = new Backoff(BASE, CAP, 0);

        List<Long> millis = IntStream.rangeClosed(1, 9)
                .mapToObj(failures -> plain.delay(failures, new Random(1)).toMillis())
                .toList();

        assertThat(millis).containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L, 30_000L);
    }

    @Test
    void jitter_spreads_a_delay_by_a_fifth_in_both_directions() {
        Backoff backoff = Backoff.between(BASE, CAP);
        Random random = new Random(42);

        List<Duration> waits = IntStream.range(0, 10_000)
                .mapToObj(i -> backoff.delay(1, random))
                .toList();

        assertThat(waits)
                .allMatch(wait ->
                        wait.compareTo(Duration.ofMillis(400)) >= 0 && wait.compareTo(Duration.ofMillis(600)) <= 0);
        assertThat(waits).anyMatch(wait -> wait.toMillis() < 405).anyMatch(wait -> wait.toMillis() > 595);
    }

    @Test
    void clients_that_failed_together_spread_evenly_over_the_interval() {
        Backoff backoff = Backoff.withFullJitter(BASE, CAP);
        Random random = new Random(42);
        int[] parts = new int[10];

        for (int client = 0; client < 10_000; client++) {
            Duration wait = backoff.delayWithin(Duration.ofSeconds(60), 1, random);
            parts[(int) (wait.toMillis() / 6_000)]++;
        }

        assertThat(IntStream.of(parts).boxed())
                .allSatisfy(part -> assertThat(part).isBetween(850, 1_150));
    }

    @Test
    void a_delay_that_exceeds_the_interval_counts_instead() {
        Backoff backoff = Backoff.withFullJitter(BASE, CAP);
        Random random = new Random(42);

        List<Duration> waits = IntStream.range(0, 1_000)
                .mapToObj(i -> backoff.delayWithin(Duration.ofSeconds(1), 7, random))
                .toList();

        assertThat(waits)
                .allMatch(wait -> wait.compareTo(CAP) <= 0)
                .anyMatch(wait -> wait.toSeconds() >= 25)
                .anyMatch(wait -> wait.toSeconds() < 5);
    }

    @Test
    void many_failures_stay_at_the_cap() {
        Backoff patient = new Backoff(BASE, Duration.ofDays(30), 0);

        assertThat(patient.delay(Integer.MAX_VALUE, new Random(1))).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void an_invalid_value_is_refused() {
        assertThatThrownBy(() -> Backoff.between(Duration.ZERO, CAP)).hasMessageContaining("PT0S");
        assertThatThrownBy(() -> Backoff.between(CAP, BASE)).hasMessageContaining("PT0.5S");
        assertThatThrownBy(() -> new Backoff(BASE, CAP, 1.5)).hasMessageContaining("1.5");
    }
}
