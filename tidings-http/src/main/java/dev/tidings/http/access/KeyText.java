package dev.tidings.http.access;

import dev.tidings.core.endpoint.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** The text of a key. It has 256 random bits, so an unsalted hash at rest is sufficient. */
final class KeyText {
    static final String PREFIX = "tdk_";

    private static final int RANDOM_BYTES = 32;
    private static final int LONGEST = 128;

    private KeyText() {}

    static Secret fresh(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return new Secret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    static boolean plausible(String text) {
        return text.startsWith(PREFIX) && text.length() <= LONGEST;
    }

    static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
