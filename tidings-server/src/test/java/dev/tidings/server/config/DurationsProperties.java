package dev.tidings.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.time.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class DurationsProperties {
    private final ConfigLoader loader = new ConfigLoader(List.of("webhook"));

    @Property
    void formatted_durations_are_parsed_back(@ForAll @LongRange(min = 0, max = 900_000_000L) long millis) {
        Duration duration = Duration.ofMillis(millis);
        assertThat(Durations.parse(Durations.text(duration))).isEqualTo(duration);
    }

    @Property
    void any_text_is_a_duration_or_null_and_never_an_exception(@ForAll String text) {
        Duration parsed = Durations.parse(text);
        assertThat(parsed == null || !parsed.isNegative()).isTrue();
    }

    @Property(tries = 200)
    void file_and_variable_are_equivalent(@ForAll @IntRange(min = 0, max = 65_535) int port) {
        Configuration byFile =
                loader.parseText("server: {port: " + port + "}", Map.of()).configuration();
        Configuration byVariable = loader.parseText("", Map.of("TIDINGS_SERVER_PORT", Integer.toString(port)))
                .configuration();
        assertThat(byVariable).isEqualTo(byFile);
    }

    @Property(tries = 200)
    void any_text_as_a_file_is_a_configuration_or_a_config_exception(@ForAll String text) {
        try {
            loader.parseText(text, Map.of());
        } catch (ConfigException told) {
            assertThat(told.errors()).isNotEmpty();
        }
    }
}
