package dev.tidings.channels.http;

import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** Removes secrets from response text. */
public final class ResponseMasking {
    private static final String MASK = "****";
    private static final int MIN_CHARS = 4;

    private ResponseMasking() {}

    /** Masks these secrets, and replaces NUL, which some databases refuse. */
    public static String clean(String body, Collection<String> secrets) {
        String clean = body.indexOf('\0') >= 0 ? body.replace('\0', '\uFFFD') : body;
        for (String secret : secrets) {
            clean = secret.length() < MIN_CHARS ? clean : clean.replace(secret, MASK);
        }
        return clean;
    }

    /** Truncates a text to a number of UTF-8 bytes. */
    public static String shortened(String text, int mostBytes) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int end = Math.min(bytes.length, mostBytes);
        while (end < bytes.length && end > 0 && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
