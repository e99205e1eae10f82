package dev.tidings.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DisplayTextTest {
    static Stream<Arguments> attacks() {
        return Stream.of(
                Arguments.of("user\u001b[2J", "user\\u001b[2J", "a control character (U+001B) at character 5"),
                Arguments.of("a\r\nb", "a\\r\\nb", "a control character (U+000D) at character 2"),
                Arguments.of("a\tb", "a\\tb", "a control character (U+0009) at character 2"),
                Arguments.of("\u009b31m", "\\u009b31m", "a control character (U+009B) at character 1"),
                Arguments.of("a\u0085b", "a\\u0085b", "a control character (U+0085) at character 2"),
                Arguments.of("a\u007f", "a\\u007f", "a control character (U+007F) at character 2"),
                Arguments.of("a\u2028b", "a\\u2028b", "a line separator (U+2028) at character 2"),
                Arguments.of("a\u2029b", "a\\u2029b", "a line separator (U+2029) at character 2"),
                Arguments.of("exe\u202egpj", "exe\\u202egpj", "a bidirectional override (U+202E) at character 4"),
                Arguments.of("\u202aa", "\\u202aa", "a bidirectional override (U+202A) at character 1"),
                Arguments.of("\u2066a\u2069", "\\u2066a\\u2069", "a bidirectional override (U+2066) at character 1"));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void unsafe_characters_are_described_and_escaped(String text, String shown, String flaw) {
        assertThat(DisplayText.flaw(text)).isEqualTo(flaw);
        assertThat(DisplayText.line(text)).isEqualTo(shown);
        assertThat(DisplayText.flaw(shown)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "user:42",
                "Grüße 世界",
                "\ud83d\ude00",
                "שלום",
                "a\u200d\u200eb",
                "a\\u001b",
                "a\u202fb\u2065c"
            })
    void ordinary_text_of_any_script_is_unchanged(String text) {
        assertThat(DisplayText.flaw(text)).isNull();
        assertThat(DisplayText.line(text)).isSameAs(text);
        assertThat(DisplayText.lines(text)).isSameAs(text);
    }

    @Test
    void a_run_of_unsafe_characters_becomes_one_space() {
        assertThat(DisplayText.spaced("a\r\n\u001bb\u202ec")).isEqualTo("a b c");
        assertThat(DisplayText.spaced("世界 ok")).isEqualTo("世界 ok");
    }

    @Test
    void lines_keeps_only_line_breaks_and_tabs() {
        assertThat(DisplayText.lines("a\n\tb\r\u001b[1m\u2028")).isEqualTo("a\n\tb\\r\\u001b[1m\\u2028");
    }
}
