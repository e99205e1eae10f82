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
    void retry_after_extends_the_wait_up_to_a_limit(Duration asked, Duration wait) {
        assertThat(BatchSender.wait(OWN, asked)).isEqualTo(wait);
    }

    @Test
    void without_retry_after_the_own_wait_applies() {
        assertThat(BatchSender.wait(OWN, null)).isEqualTo(OWN);
    }
}
