package dev.tidings.channels.email;

import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Encodes header text (RFC 2047) so that readers see exactly the text. */
final class HeaderText {
    private static final String READY_MADE = "=?";
    private static final String BEGIN = "=?UTF-8?B?";
    private static final String END = "?=";

    /** An encoded word has at most 75 characters. */
    private static final int WORD_BYTES = 45;

    private HeaderText() {}

    /** Returns one line; {@link MimeUtility#fold} breaks it. */
    static String encoded(String text) {
        if (text.contains(READY_MADE)) {
            return words(text);
        }
        try {
            return MimeUtility.encodeText(text, StandardCharsets.UTF_8.name(), null);
        } catch (UnsupportedEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * The library leaves ASCII unchanged, so readers would decode a producer's text that looks like an encoded word.
     */
    private static String words(String text) {
        List<String> words = new ArrayList<>();
        int from = 0;
        int bytes = 0;
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            int size = Character.toString(text.codePointAt(i)).getBytes(StandardCharsets.UTF_8).length;
            if (bytes + size > WORD_BYTES) {
                words.add(word(text.substring(from, i)));
                from = i;
                bytes = 0;
            }
            bytes += size;
        }
        words.add(word(text.substring(from)));
        return String.join(" ", words);
    }

    private static String word(String text) {
        return BEGIN + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + END;
    }
}
