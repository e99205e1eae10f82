package dev.tidings.client;

import org.jspecify.annotations.Nullable;

/**
 * Checks text that the wire carries and every store keeps: whole Unicode characters without NUL. Ids and addresses must
 * also be safe to display.
 */
// Repeats PlainText and DisplayText of tidings-core: the client does not depend on core, nor core on the client.
public final class WireText {
    private WireText() {}

    /**
     * Describes what is wrong with a text, and where; null when it is valid. Protobuf would replace an unpaired
     * surrogate with {@code ?} and so send different text.
     */
    public static @Nullable String flaw(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return "text with NUL at character " + (i + 1);
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return String.format("text with an unpaired surrogate (U+%04X) at character %d", (int) c, i + 1);
                }
                i++;
            }
        }
        return null;
    }

    /**
     * Like {@link #flaw}, for an id or an address: also rejects control characters, line breaks and bidirectional
     * overrides.
     */
    public static @Nullable String idFlaw(String text) {
        String flaw = flaw(text);
        for (int i = 0; flaw == null && i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || (c >= '\u2028' && c <= '\u202E') || (c >= '\u2066' && c <= '\u2069')) {
                flaw = String.format("text with U+%04X at character %d", (int) c, i + 1);
            }
        }
        return flaw;
    }
}
