package dev.tidings.core.access;

import dev.tidings.core.endpoint.Secret;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key that signs subscriber tokens.
 *
 * @param id named in the header of each token
 * @param key 64 hexadecimal digits
 * @param endsAt until when the key verifies tokens; null while it may still sign
 */
public record TokenKey(
        String id, Secret key, Instant createdAt, @Nullable Instant endsAt) {
    public boolean inForce(Instant now) {
        return endsAt == null || now.isBefore(endsAt);
    }
}
