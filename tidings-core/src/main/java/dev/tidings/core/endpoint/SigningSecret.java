package dev.tidings.core.endpoint;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A signing key of an endpoint.
 *
 * @param secret the key in its written form ({@code whsec_…}, {@code whsk_…})
 * @param validUntil the end of its rotation; null for the current key
 */
public record SigningSecret(Secret secret, @Nullable Instant validUntil) {
    public boolean validAt(Instant now) {
        return validUntil == null || now.isBefore(validUntil);
    }
}
