package dev.tidings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchSenderTest {
    private static final Duration OWN = Duration.ofSeconds(2);

    @ParameterizedTest
    @CsvSource({"PT0S,PT2S", "PT1S,PT2S", "PT3S,PT3S", "PT1M,PT1M", "PT1M1S,PT1M", "PT24H,PT1M"})
    void what_the_server_asks_for_makes_the_pause_longer_within_bounds(Duration asked, Duration wait) {
        assertThat(BatchSender.wait(OWN, asked)).isEqualTo(wait);
    }

    @Test
    void a_server_that_asks_for_nothing_is_asked_again_after_the_pause() {
        assertThat(BatchSender.wait(OWN, null)).isEqualTo(OWN);
    }
}
