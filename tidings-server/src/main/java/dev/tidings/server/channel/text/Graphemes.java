package dev.tidings.server.channel.text;

import java.text.BreakIterator;
import java.util.Locale;

/** Shortens text without cutting through what a reader sees as one character. */
public final class Graphemes {
    private Graphemes() {}

    /** As much of the text from its start as has at most so many code points. */
    public static String shorten(String text, int codePoints) {
        if (text.length() <= codePoints || text.codePointCount(0, text.length()) <= codePoints) {
            return text;
        }
        int end = text.offsetByCodePoints(0, codePoints);
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text);
        return text.substring(0, characters.isBoundary(end) ? end : characters.preceding(end));
    }
}
