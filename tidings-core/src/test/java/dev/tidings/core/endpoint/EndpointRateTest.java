package dev.tidings.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointRateTest {
    @ParameterizedTest
    @CsvSource({"1, 1000000", "0.5, 2000000", "0.01, 100000000", "3, 333333", "10000, 100"})
    void a_rate_is_an_interval_in_whole_microseconds(String perSecond, long intervalUs) {
        assertThat(Objects.requireNonNull(EndpointRate.parse(perSecond)).interval())
                .isEqualTo(Duration.ofNanos(1_000 * intervalUs));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0.001", "-1", "10001", "1e3", "1.", ".5", "a", "1,5", "99999999999999999999"})
    void other_texts_are_not_rates(String text) {
        assertThat(EndpointRate.parse(text)).isNull();
    }

    @Test
    void without_the_setting_there_is_no_rate() {
        assertThat(EndpointRate.of(Map.of("body", "raw"))).isNull();
        assertThat(EndpointRate.of(Map.of(EndpointRate.SETTING, "2"))).isNotNull();
    }
}
