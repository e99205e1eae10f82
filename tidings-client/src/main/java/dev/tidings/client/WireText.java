package dev.tidings.client;

import org.jspecify.annotations.Nullable;

/** Text that the wire carries and every store keeps: whole Unicode characters, without NUL. */
public final class WireText {
    private WireText() {}

    /**
     * What is wrong with a text and where; null when nothing is. Protobuf would send {@code ?} for half a surrogate pair, and
     * so another text than the caller's.
     */
    public static @Nullable String flaw(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return "a text with NUL at character " + (i + 1);
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return String.format("a text with half a surrogate pair (U+%04X) at character %d", (int) c, i + 1);
                }
                i++;
            }
        }
        return null;
    }
}
