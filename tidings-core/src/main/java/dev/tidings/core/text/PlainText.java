package dev.tidings.core.text;

import org.jspecify.annotations.Nullable;

/**
 * Text that every store and protocol supports: valid Unicode without NUL. PostgreSQL refuses NUL, and unpaired
 * surrogates have no UTF-8 form.
 */
public final class PlainText {
    private static final char REPLACEMENT = '\uFFFD';

    private PlainText() {}

    /** Describes the first unsupported character and its position; null when there is none. */
    public static @Nullable String flaw(String text) {
        return flaw(text, firstBad(text, true));
    }

    /** Like {@link #flaw}, but allows NUL. */
    public static @Nullable String flawButNul(String text) {
        return flaw(text, firstBad(text, false));
    }

    /** Replaces each unsupported character with U+FFFD, for text of third parties that should be kept. */
    public static String cleaned(String text) {
        int at = firstBad(text, true);
        if (at < 0) {
            return text;
        }
        StringBuilder cleaned = new StringBuilder(text);
        for (int i = at; i < text.length(); i++) {
            if (text.charAt(i) == 0 || isLoneSurrogate(text, i)) {
                cleaned.setCharAt(i, REPLACEMENT);
            }
        }
        return cleaned.toString();
    }

    /** Like {@link #cleaned}; null stays null. */
    public static @Nullable String cleanedOrNull(@Nullable String text) {
        return text == null ? null : cleaned(text);
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
        String what = bad == 0 ? "NUL" : String.format("an unpaired surrogate (U+%04X)", (int) bad);
        return what + " at character " + (at + 1);
    }
}
