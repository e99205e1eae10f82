package dev.tidings.client;

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
    private static final Duration DAY = Duration.ofHours(24);

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "' 120 ',120", "0120,120", "86400,86400"})
    void seconds_are_parsed(String header, long seconds) {
        assertThat(RetryAfter.parse(header, NOW)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "86401",
                "9999999999",
                "10000000000",
                "9223372036854775807",
                "9223372036854775808",
                "99999999999999999999999999999999",
                "Thu, 22 Oct 2015 07:00:01 GMT",
                "Fri, 31 Dec 9999 23:59:59 GMT",
                "Thursday, 31-Dec-37 23:59:59 GMT"
            })
    void a_delay_is_limited_to_one_day(String header) {
        assertThat(RetryAfter.parse(header, NOW)).isEqualTo(DAY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Wed, 21 Oct 2015 07:28:00 GMT",
                "Wednesday, 21-Oct-15 07:28:00 GMT",
                "Wed Oct 21 07:28:00 2015",
                " Wed, 21 Oct 2015 07:28:00 GMT ",
                "Mon, 21 Oct 2015 07:28:00 GMT"
            })
    void dates_in_all_three_formats_are_relative_to_now(String header) {
        assertThat(RetryAfter.parse(header, NOW)).isEqualTo(Duration.ofMinutes(28));
    }

    @Test
    void asctime_pads_a_day_of_one_digit_with_a_space() {
        assertThat(RetryAfter.parse("Sun Nov  1 00:00:30 2015", Instant.parse("2015-11-01T00:00:00Z")))
                .isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Wed, 21 Oct 2015 06:59:59 GMT",
                "Wed, 21 Oct 2015 07:00:00 GMT",
                "Wednesday, 21-Oct-15 06:59:59 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Wed Oct 21 06:59:59 2015"
            })
    void a_past_date_gives_no_delay(String header) {
        assertThat(RetryAfter.parse(header, NOW)).isNull();
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
                "120.5",
                "1e3",
                "soon",
                "٣",
                "1 2",
                "2015-10-21T07:28:00Z",
                "Wed, 21 Oct 2015",
                "Wed, 41 Oct 2015 07:28:00 GMT",
                "Wed, 21 Oct 2015 27:28:00 GMT"
            })
    void an_absent_or_malformed_header_gives_no_delay(String header) {
        assertThat(RetryAfter.parse(header, NOW)).isNull();
    }
}
