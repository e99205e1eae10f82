package dev.tidings.channels.email;

import dev.tidings.channels.text.Graphemes;
import dev.tidings.core.text.DisplayText;

/**
 * The text of a mail.
 *
 * @param subject one line
 */
record MailText(String subject, String text, String html) {
    private static final int MAX_SUBJECT_CHARS = 250;

    MailText {
        subject = oneLine(subject);
    }

    /** Replaces line breaks and bidirectional overrides with spaces. */
    private static String oneLine(String text) {
        String line = DisplayText.spaced(text).replaceAll("\\s+", " ").strip();
        return Graphemes.shortenVisibly(line, MAX_SUBJECT_CHARS);
    }
}
