package dev.tidings.channels.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class GraphemesProperties {
    private static final String FAMILY = "👨‍👩‍👧‍👦";

    /** Pieces of clusters, so that they meet often. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "a",
                        " ",
                        "é",
                        "e\u0301",
                        "\u0301",
                        "\u0338\u0322",
                        "汉",
                        "🇩🇪",
                        "🇨",
                        FAMILY,
                        "👋🏽",
                        "\u200D",
                        "\uFE0F",
                        "क्ष",
                        "नि",
                        "각",
                        "\r\n",
                        "\r",
                        "\n",
                        "\u200B",
                        "\u20E3",
                        "𝒳",
                        "\uDB40\uDC67")
                .list()
                .ofMaxSize(60)
                .map(pieces -> String.join("", pieces));
    }

    @Property(tries = 500)
    void shortened_text_fits_and_consists_of_whole_leading_characters(
            @ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 40) int limit) {
        String shortened = Graphemes.shorten(text, limit);

        assertThat(shortened.codePointCount(0, shortened.length())).isLessThanOrEqualTo(limit);
        assertThat(shortened.isEmpty()).isEqualTo(text.isEmpty());
        String bounded = Graphemes.shorten(text, Integer.MAX_VALUE);
        assertThat(bounded).startsWith(shortened);
        List<String> whole = graphemes(bounded);
        int first = whole.isEmpty()
                ? 0
                : whole.getFirst().codePointCount(0, whole.getFirst().length());
        if (first <= limit) {
            assertThat(shortened).isEqualTo(fitting(whole, limit));
        }
    }

    @Property(tries = 500)
    void shortening_twice_is_shortening_once(
            @ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 40) int limit) {
        String once = Graphemes.shorten(text, limit);
        assertThat(Graphemes.shorten(once, limit)).isEqualTo(once);
    }

    @Property(tries = 200)
    void combining_marks_per_letter_are_limited(
            @ForAll @IntRange(min = 0, max = 300) int marks, @ForAll @IntRange(min = 1, max = 300) int limit) {
        String shortened = Graphemes.shorten("e" + "\u0301".repeat(marks) + "x", limit);

        assertThat(shortened).startsWith("e");
        assertThat(shortened.chars().filter(c -> c == 0x301).count())
                .isEqualTo(Math.min(Math.min(marks, Graphemes.MOST_MARKS), limit - 1));
    }

    @Example
    void ordinary_text_is_unchanged() {
        for (String text : List.of(
                FAMILY,
                "👩🏽‍❤️‍💋‍👨🏾",
                "🏴\uDB40\uDC67\uDB40\uDC62\uDB40\uDC65\uDB40\uDC6E\uDB40\uDC67\uDB40\uDC7F",
                "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים",
                "བསྒྲུབས",
                "क्षत्रिय",
                "Tiếng Việt",
                "1\uFE0F\u20E3")) {
            assertThat(Graphemes.shorten(text, Integer.MAX_VALUE)).isEqualTo(text);
        }
    }

    @Example
    void a_visibly_shortened_text_has_room_for_its_ellipsis() {
        assertThat(Graphemes.shortenVisibly("abcd", 4)).isEqualTo("abcd");
        assertThat(Graphemes.shortenVisibly("abcde", 4)).isEqualTo("abc…");
        assertThat(Graphemes.shortenVisibly("ab" + FAMILY, 8)).isEqualTo("ab…");
    }

    private static String fitting(List<String> graphemes, int limit) {
        StringBuilder fitting = new StringBuilder();
        int left = limit;
        for (String grapheme : graphemes) {
            left -= grapheme.codePointCount(0, grapheme.length());
            if (left < 0) {
                break;
            }
            fitting.append(grapheme);
        }
        return fitting.toString();
    }

    private static List<String> graphemes(String text) {
        BreakIterator characters = BreakIterator.getCharacterInstance(ULocale.ROOT);
        characters.setText(text);
        List<String> graphemes = new ArrayList<>();
        int from = characters.first();
        for (int to = characters.next(); to != BreakIterator.DONE; to = characters.next()) {
            graphemes.add(text.substring(from, to));
            from = to;
        }
        return graphemes;
    }
}
