package dev.tidings.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
    static Stream<Arguments> flawed() {
        return Stream.of(
                Arguments.of("a\0", "NUL at character 2", "a\uFFFD"),
                Arguments.of("\0\0b", "NUL at character 1", "\uFFFD\uFFFDb"),
                Arguments.of("ab\ud800", "an unpaired surrogate (U+D800) at character 3", "ab\uFFFD"),
                Arguments.of("\udc00b", "an unpaired surrogate (U+DC00) at character 1", "\uFFFDb"),
                Arguments.of(
                        "\ud83d\ud83d\ude00", "an unpaired surrogate (U+D83D) at character 1", "\uFFFD\ud83d\ude00"),
                Arguments.of("\ude00\ud83d", "an unpaired surrogate (U+DE00) at character 1", "\uFFFD\uFFFD"));
    }

    @ParameterizedTest
    @MethodSource("flawed")
    void an_unsupported_character_is_described_and_replaced(String text, String flaw, String cleaned) {
        assertThat(PlainText.flaw(text)).isEqualTo(flaw);
        assertThat(PlainText.cleaned(text)).isEqualTo(cleaned);
        assertThat(cleaned).isEqualTo(new String(cleaned.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "é 世界", "\ud83d\ude00", "\uFFFD", "\u0001\n\u2028"})
    void valid_text_is_unchanged(String text) {
        assertThat(PlainText.flaw(text)).isNull();
        assertThat(PlainText.cleaned(text)).isSameAs(text);
    }
}
