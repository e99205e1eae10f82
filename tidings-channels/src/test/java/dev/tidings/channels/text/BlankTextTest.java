package dev.tidings.channels.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import dev.tidings.core.text.BlankText;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The definition of core, which has no library for it, against the tables of Unicode. */
class BlankTextTest {
    @Test
    void every_character_is_blank_that_unicode_calls_white_space_or_default_ignorable_and_no_other() {
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
    void text_of_such_characters_alone_is_blank(String text) {
        assertThat(BlankText.isBlank(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\u200Ba", "❤\uFE0F", "\u0301", "\0", "\uD800"})
    void text_with_any_other_is_not(String text) {
        assertThat(BlankText.isBlank(text)).isFalse();
    }

    @Test
    void white_space_at_both_ends_is_stripped_and_what_belongs_to_a_character_is_not() {
        assertThat(BlankText.strip("\u00A0\u3000 ❤\uFE0F\u2003\n")).isEqualTo("❤\uFE0F");
        assertThat(BlankText.strip(" \u200B ")).isEqualTo("\u200B");
        assertThat(BlankText.strip(" ")).isEmpty();
    }
}
