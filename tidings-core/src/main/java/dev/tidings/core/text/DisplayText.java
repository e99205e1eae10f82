package dev.tidings.core.text;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes text safe for terminals, logs and readers. Control characters move the cursor, change colors or start new
 * lines; line and paragraph separators start lines in some viewers; bidirectional overrides and isolates reorder text.
 */
public final class DisplayText {
    private DisplayText() {}

    /** Escapes each unsafe character, including line breaks, as {@code \n}, {@code \r} or {@code \u001b}. */
    public static String line(String text) {
        return escaped(text, false);
    }

    /** Like {@link #line}, but keeps line breaks and tabs. */
    public static String lines(String text) {
        return escaped(text, true);
    }

    /** Replaces each run of unsafe characters with a space. */
    public static String spaced(String text) {
        StringBuilder spaced = new StringBuilder(text.length());
        boolean before = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean unsafe = isUnsafe(c);
            if (!unsafe) {
                spaced.append(c);
            } else if (!before) {
                spaced.append(' ');
            }
            before = unsafe;
        }
        return spaced.toString();
    }

    /** Describes the first unsafe character and its position; null when there is none. */
    public static @Nullable String flaw(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isUnsafe(c)) {
                return String.format(Locale.ROOT, "%s (U+%04X) at character %d", kind(c), (int) c, i + 1);
            }
        }
        return null;
    }

    /** All unsafe characters are in the basic plane. {@link PlainText} handles unpaired surrogates. */
    public static boolean isUnsafe(char c) {
        return c < ' ' || (c >= '\u007F' && c <= '\u009F') || (c >= '\u2028' && (c <= '\u202E' || isIsolate(c)));
    }

    private static boolean isIsolate(char c) {
        return c >= '\u2066' && c <= '\u2069';
    }

    private static String kind(char c) {
        if (c == '\u2028' || c == '\u2029') {
            return "a line separator";
        }
        return c > '\u2029' ? "a bidirectional override" : "a control character";
    }

    private static String escaped(String text, boolean layout) {
        int at = 0;
        while (at < text.length() && !isEscaped(text.charAt(at), layout)) {
            at++;
        }
        if (at == text.length()) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, at);
        for (int i = at; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isEscaped(c, layout)) {
                append(escaped, c);
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static boolean isEscaped(char c, boolean layout) {
        return isUnsafe(c) && !(layout && (c == '\n' || c == '\t'));
    }

    private static void append(StringBuilder into, char c) {
        switch (c) {
            case '\n' -> into.append("\\n");
            case '\r' -> into.append("\\r");
            case '\t' -> into.append("\\t");
            default -> into.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
        }
    }
}
