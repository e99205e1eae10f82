package dev.tidings.client.outbox;

/**
 * Detects text that shows nothing to a reader: white space and characters without an appearance, such as zero-width
 * spaces and joiners (the Unicode properties White_Space and Default_Ignorable_Code_Point). The server uses the same
 * rule.
 */
final class OutboxText {
    private OutboxText() {}

    /** Returns whether the text shows nothing; true for empty text. */
    static boolean isBlank(String text) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (!isBlank(c)) {
                return false;
            }
            i += Character.charCount(c);
        }
        return true;
    }

    /** Returns whether the character shows nothing. */
    static boolean isBlank(int c) {
        return isWhiteSpace(c) || isIgnorable(c);
    }

    private static boolean isWhiteSpace(int c) {
        return (c >= '\t' && c <= '\r') || c == 0x85 || Character.isSpaceChar(c);
    }

    /** Default_Ignorable_Code_Point, which the JDK does not provide. */
    private static boolean isIgnorable(int c) {
        return c == 0xAD
                || c == 0x34F
                || c == 0x61C
                || within(c, 0x115F, 0x1160)
                || within(c, 0x17B4, 0x17B5)
                || within(c, 0x180B, 0x180F)
                || within(c, 0x200B, 0x200F)
                || within(c, 0x202A, 0x202E)
                || within(c, 0x2060, 0x206F)
                || c == 0x3164
                || within(c, 0xFE00, 0xFE0F)
                || c == 0xFEFF
                || c == 0xFFA0
                || within(c, 0xFFF0, 0xFFF8)
                || within(c, 0x1BCA0, 0x1BCA3)
                || within(c, 0x1D173, 0x1D17A)
                || within(c, 0xE0000, 0xE0FFF);
    }

    private static boolean within(int c, int from, int to) {
        return c >= from && c <= to;
    }
}
