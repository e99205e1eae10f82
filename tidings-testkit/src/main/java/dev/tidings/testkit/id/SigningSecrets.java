package dev.tidings.testkit.id;

import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.endpoint.SigningSecret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** Signing keys whose ids follow from their texts. */
public final class SigningSecrets {
    private SigningSecrets() {}

    /** Returns a current key. */
    public static SigningSecret of(String text) {
        UUID digest = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
        return new SigningSecret(SigningSecret.PREFIX + digest, new Secret(text), Instant.EPOCH, null);
    }
}
