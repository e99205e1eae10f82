package dev.tidings.cli;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;

/** Computes the columns of text on a terminal: two for wide East Asian characters, none for combining marks. */
final class DisplayWidth {
    private static final String ELLIPSIS = "…";
    /** Below this code point, every displayable character is one column wide. */
    private static final int FIRST_MARK = 0x300;

    private DisplayWidth() {}

    static int of(String text) {
        return text.codePoints().map(DisplayWidth::of).sum();
    }

    /** Returns the text, truncated with an ellipsis if necessary. */
    static String cut(String text, int width) {
        if (of(text) <= width) {
            return text;
        }
        int end = 0;
        int left = width - 1;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            left -= of(c);
            if (left < 0) {
                break;
            }
            end += Character.charCount(c);
        }
        return text.substring(0, end) + ELLIPSIS;
    }

    private static int of(int codePoint) {
        if (codePoint < FIRST_MARK) {
            return 1;
        }
        int type = Character.getType(codePoint);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        int east = UCharacter.getIntPropertyValue(codePoint, UProperty.EAST_ASIAN_WIDTH);
        return east == UCharacter.EastAsianWidth.WIDE || east == UCharacter.EastAsianWidth.FULLWIDTH ? 2 : 1;
    }
}
