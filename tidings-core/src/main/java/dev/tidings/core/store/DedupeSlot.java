package dev.tidings.core.store;

import dev.tidings.core.id.EndpointId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The slot that a delivery holds under its intent's dedupe key. While it is held, no new deliveries are created for
 * it: the holders serve later intents.
 *
 * @param digest identifies the slot: SHA-256 in base64url, because the full key is longer than databases can index
 * @param channel the channel of the holders
 * @param forAllRecipients whether all deliveries of a notification on the channel hold it together, rather than exactly
 * one
 */
public record DedupeSlot(String digest, String channel, boolean forAllRecipients) {
    /** Creates the slot of one recipient, or of one of its endpoints: per producer, type and channel. */
    static DedupeSlot ofRecipient(
            DedupeScope scope, String key, String channel, String recipient, @Nullable EndpointId endpoint) {
        String digest = endpoint == null
                ? digest("recipient", scope.tenant(), scope.producer(), scope.type(), channel, key, recipient)
                : digest(
                        "endpoint",
                        scope.tenant(),
                        scope.producer(),
                        scope.type(),
                        channel,
                        key,
                        recipient,
                        endpoint.value());
        return new DedupeSlot(digest, channel, false);
    }

    /** Creates the slot of a channel, regardless of producer, type and recipient. */
    static DedupeSlot ofChannel(DedupeScope scope, String key, String channel) {
        return new DedupeSlot(digest("channel", scope.tenant(), channel, key), channel, true);
    }

    private static String digest(String... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                // Length prefixes keep different lists of parts distinct.
                sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
                sha.update(bytes);
            }
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sha.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
