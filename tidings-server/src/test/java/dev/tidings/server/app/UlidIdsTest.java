package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class UlidIdsTest {
    private final UlidIds ids = new UlidIds();

    @Test
    void ids_increase_within_a_millisecond_and_when_the_clock_steps_back() {
        Instant now = Instant.parse("2027-01-31T08:00:00Z");
        String last = ids.next(now);
        for (int i = 0; i < 10_000; i++) {
            String next = ids.next(i % 3 == 0 ? now.minusMillis(i % 1_000) : now);
            assertThat(next).hasSize(26).isGreaterThan(last);
            last = next;
        }
    }
}
