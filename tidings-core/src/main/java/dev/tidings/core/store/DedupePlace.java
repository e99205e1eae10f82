package dev.tidings.core.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * What a delivery holds under its intent's dedupe key. While it is held, later deliveries for the same place are not made: they
 * are served by those that hold it.
 *
 * @param digest tells places apart: SHA-256 in base64url over all that makes the place, since that is longer than a database indexes
 * @param channel whose deliveries hold it
 * @param forAllRecipients all of a notification's deliveries on the channel hold it together; otherwise exactly one does
 */
public record DedupePlace(String digest, String channel, boolean forAllRecipients) {
    /** Of one recipient: the same type, said by the same producer, to the same recipient on the same channel. */
    static DedupePlace ofRecipient(DedupeScope scope, String key, String channel, String recipient) {
        return new DedupePlace(
                digest("recipient", scope.tenant(), scope.producer(), scope.type(), channel, key, recipient),
                channel,
                false);
    }

    /** Of a whole channel, whoever says it, whatever it is and whomever it is for. */
    static DedupePlace ofChannel(DedupeScope scope, String key, String channel) {
        return new DedupePlace(digest("channel", scope.tenant(), channel, key), channel, true);
    }

    private static String digest(String... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                // With its length before it, so that no two lists of parts are one.
                sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
                sha.update(bytes);
            }
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sha.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
