package dev.tidings.channels.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;

/** Truncates text at grapheme boundaries and limits combining marks per character to what languages use. */
public final class Graphemes {
    /** Combining marks of one letter. Hebrew with cantillation and Tibetan stacks have fewer. */
    static final int MOST_MARKS = 10;

    /** Code points of one grapheme; a family emoji with skin tones has eleven. */
    static final int MOST_CODE_POINTS = 32;

    /** Below this code point every character is a grapheme, except in line ends. */
    private static final int FIRST_MARK = 0x300;

    private Graphemes() {}

    /**
     * Truncates to a number of code points; never empty unless the text is.
     *
     * @param codePoints 1 or more
     */
    public static String shorten(String text, int codePoints) {
        if (isPlain(text)) {
            return text.length() <= codePoints ? text : text.substring(0, codePoints);
        }
        BreakIterator characters = BreakIterator.getCharacterInstance(ULocale.ROOT);
        characters.setText(text);
        StringBuilder shortened = new StringBuilder(Math.min(text.length(), 2 * Math.min(codePoints, text.length())));
        int left = codePoints;
        int from = characters.first();
        for (int to = characters.next(); to != BreakIterator.DONE && left > 0; to = characters.next()) {
            String grapheme = bounded(text.substring(from, to));
            int size = grapheme.codePointCount(0, grapheme.length());
            if (size > left) {
                if (shortened.isEmpty()) {
                    shortened.append(grapheme, 0, grapheme.offsetByCodePoints(0, left));
                }
                break;
            }
            shortened.append(grapheme);
            left -= size;
            from = to;
        }
        return shortened.toString();
    }

    /** Truncates and appends an ellipsis within the limit. */
    public static String shortenVisibly(String text, int codePoints) {
        String whole = shorten(text, Integer.MAX_VALUE);
        return whole.codePointCount(0, whole.length()) <= codePoints ? whole : shorten(whole, codePoints - 1) + "…";
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c < FIRST_MARK && c != '\r');
    }

    private static String bounded(String grapheme) {
        if (grapheme.length() <= MOST_MARKS) {
            return grapheme;
        }
        StringBuilder kept = new StringBuilder();
        int marks = 0;
        int size = 0;
        for (int i = 0; i < grapheme.length() && size < MOST_CODE_POINTS; ) {
            int c = grapheme.codePointAt(i);
            i += Character.charCount(c);
            if (!isMark(c) || ++marks <= MOST_MARKS) {
                kept.appendCodePoint(c);
                size++;
            }
        }
        return kept.toString();
    }

    private static boolean isMark(int c) {
        int type = UCharacter.getType(c);
        return (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK)
                && !UCharacter.hasBinaryProperty(c, UProperty.VARIATION_SELECTOR);
    }
}
