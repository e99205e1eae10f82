package dev.tidings.server.channel.email;

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

    /** Whatever could end a header line becomes a space. */
    private static String oneLine(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\s]+", " ").strip();
        if (line.codePointCount(0, line.length()) <= MAX_SUBJECT_CHARS) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, MAX_SUBJECT_CHARS - 1)) + "…";
    }
}
