package dev.tidings.core.endpoint;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A signing key of an endpoint.
 *
 * @param id names the key where it must not be shown
 * @param secret the key in its written form ({@code whsec_…}, {@code whsk_…})
 * @param endsAt when it stops signing; null for the current key
 */
public record SigningSecret(
        String id,
        Secret secret,
        Instant createdAt,
        @Nullable Instant endsAt) {
    public static final String PREFIX = "sec_";

    public boolean validAt(Instant now) {
        return endsAt == null || now.isBefore(endsAt);
    }

    /** Returns a copy that stops signing at a time. */
    public SigningSecret endingAt(Instant end) {
        return new SigningSecret(id, secret, createdAt, end);
    }
}
