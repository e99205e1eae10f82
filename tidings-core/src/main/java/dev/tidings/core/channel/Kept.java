package dev.tidings.core.channel;

/** As much of a message for people as is kept. */
final class Kept {
    private static final int MOST_CHARS = 2_000;
    private static final String MORE = "…";

    private Kept() {}

    static String of(String message) {
        if (message.length() <= MOST_CHARS) {
            return message;
        }
        int end = MOST_CHARS - MORE.length();
        return message.substring(0, Character.isHighSurrogate(message.charAt(end - 1)) ? end - 1 : end) + MORE;
    }
}
