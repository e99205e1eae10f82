package dev.tidings.client;

import org.jspecify.annotations.Nullable;

/**
 * Text that the wire carries and every store keeps: whole Unicode characters, without NUL; and text that is an id or an address
 * besides, which can be shown anywhere.
 */
// The server's rule is PlainText and DisplayText of tidings-core: the client takes no dependency on core, nor core on
// it.
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

    /** Like {@link #flaw}, of an id or an address: control characters, line breaks and bidirectional overrides are flaws too. */
    public static @Nullable String idFlaw(String text) {
        String flaw = flaw(text);
        for (int i = 0; flaw == null && i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || (c >= '\u2028' && c <= '\u202E') || (c >= '\u2066' && c <= '\u2069')) {
                flaw = String.format("a text with U+%04X at character %d", (int) c, i + 1);
            }
        }
        return flaw;
    }
}
