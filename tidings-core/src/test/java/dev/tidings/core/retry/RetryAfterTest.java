package dev.tidings.core.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2015-10-21T07:00:00Z");

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "' 120 ',120", "86400,86400", "9999999999,9999999999"})
    void seconds_are_taken_as_they_are(String header, long seconds) {
        assertThat(RetryAfter.parse(header, NOW)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void a_date_is_counted_from_now() {
        assertThat(RetryAfter.parse("Wed, 21 Oct 2015 07:28:00 GMT", NOW)).isEqualTo(Duration.ofMinutes(28));
    }

    @Test
    void a_date_in_the_past_asks_for_nothing() {
        assertThat(RetryAfter.parse("Wed, 21 Oct 2015 06:59:59 GMT", NOW)).isNull();
        assertThat(RetryAfter.parse("Wed, 21 Oct 2015 07:00:00 GMT", NOW)).isNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "+1",
                "1.5",
                "1e3",
                "soon",
                "12345678901",
                "٣",
                "2015-10-21T07:28:00Z",
                "Wed, 21 Oct 2015"
            })
    void what_is_absent_or_malformed_asks_for_nothing(String header) {
        assertThat(RetryAfter.parse(header, NOW)).isNull();
    }
}
