package dev.tidings.core.text;

import org.jspecify.annotations.Nullable;

/**
 * Text that every store keeps and every wire carries: whole Unicode characters, without NUL. PostgreSQL takes no NUL, and
 * half a surrogate pair has no form in UTF-8.
 */
public final class PlainText {
    private static final char REPLACEMENT = '\uFFFD';

    private PlainText() {}

    /** The first bad character and its place, for people; null when there is none. */
    public static @Nullable String flaw(String text) {
        return flaw(text, firstBad(text, true));
    }

    /** Like {@link #flaw}, of text in which NUL may stand. */
    public static @Nullable String flawButNul(String text) {
        return flaw(text, firstBad(text, false));
    }

    /** The text with U+FFFD for each bad character; for what others said, which is to be kept as far as it can be. */
    public static String mended(String text) {
        int at = firstBad(text, true);
        if (at < 0) {
            return text;
        }
        StringBuilder mended = new StringBuilder(text);
        for (int i = at; i < text.length(); i++) {
            if (text.charAt(i) == 0 || isLoneSurrogate(text, i)) {
                mended.setCharAt(i, REPLACEMENT);
            }
        }
        return mended.toString();
    }

    /** Like {@link #mended}; null stays null. */
    public static @Nullable String mendedOrNull(@Nullable String text) {
        return text == null ? null : mended(text);
    }

    private static int firstBad(String text, boolean withNul) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((withNul && c == 0) || (Character.isSurrogate(c) && isLoneSurrogate(text, i))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isLoneSurrogate(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }

    private static @Nullable String flaw(String text, int at) {
        if (at < 0) {
            return null;
        }
        char bad = text.charAt(at);
        String what = bad == 0 ? "NUL" : String.format("half a surrogate pair (U+%04X)", (int) bad);
        return what + " at character " + (at + 1);
    }
}
