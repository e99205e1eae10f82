package dev.tidings.core.channel;

import dev.tidings.core.text.PlainText;

/** Truncates messages to the length that is stored and replaces characters that some stores reject. */
final class BoundedMessage {
    private static final int MOST_CHARS = 2_000;
    private static final String MORE = "…";

    private BoundedMessage() {}

    static String of(String given) {
        String message = PlainText.cleaned(given);
        if (message.length() <= MOST_CHARS) {
            return message;
        }
        int end = MOST_CHARS - MORE.length();
        return message.substring(0, Character.isHighSurrogate(message.charAt(end - 1)) ? end - 1 : end) + MORE;
    }
}
