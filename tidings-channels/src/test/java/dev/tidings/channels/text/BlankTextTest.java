package dev.tidings.channels.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import dev.tidings.core.text.BlankText;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares core's definition, which has no library for it, with the Unicode tables. */
class BlankTextTest {
    @Test
    void blank_characters_are_exactly_white_space_and_default_ignorable() {
        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                        .filter(c -> BlankText.isBlank(c) != isBlankByUnicode(c))
                        .mapToObj(Integer::toHexString))
                .isEmpty();
    }

    private static boolean isBlankByUnicode(int c) {
        return UCharacter.hasBinaryProperty(c, UProperty.WHITE_SPACE)
                || UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\u00A0",
                "\u200B\u200D",
                "\uFEFF",
                "\u3164",
                "\u2003\u00AD\t\n",
                "\uDB40\uDC41",
                "\uFE0F"
            })
    void text_of_only_such_characters_is_blank(String text) {
        assertThat(BlankText.isBlank(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\u200Ba", "❤\uFE0F", "\u0301", "\0", "\uD800"})
    void text_with_other_characters_is_not_blank(String text) {
        assertThat(BlankText.isBlank(text)).isFalse();
    }

    @Test
    void only_white_space_is_stripped() {
        assertThat(BlankText.strip("\u00A0\u3000 ❤\uFE0F\u2003\n")).isEqualTo("❤\uFE0F");
        assertThat(BlankText.strip(" \u200B ")).isEqualTo("\u200B");
        assertThat(BlankText.strip(" ")).isEmpty();
    }
}
