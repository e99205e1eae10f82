package dev.tidings.channels.email;

import dev.tidings.channels.text.Graphemes;
import dev.tidings.core.text.DisplayText;

/**
 * What a person gets to read.
 *
 * @param subject one line
 */
record Mail(String subject, String text, String html) {
    private static final int MAX_SUBJECT_CHARS = 250;

    Mail {
        subject = oneLine(subject);
    }

    /** Whatever could end a header line, or show it in another order, becomes a space. */
    private static String oneLine(String text) {
        String line = DisplayText.spaced(text).replaceAll("\\s+", " ").strip();
        return Graphemes.shortenVisibly(line, MAX_SUBJECT_CHARS);
    }
}
