package dev.tidings.channels.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The Java client is tested with the same cases. */
class RetryAfterHeaderTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(resources = "/dev/tidings/testkit/retry-after.csv", numLinesToSkip = 1)
    void the_header_gives_the_delay_of_the_shared_cases(String name, String header, Instant now, Long seconds) {
        Duration delay = seconds == null ? null : Duration.ofSeconds(seconds);
        assertThat(RetryAfterHeader.parse(header, now)).as(name).isEqualTo(delay);
    }
}
