package dev.tidings.channels.webhook;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.endpoint.SigningSecret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** Creates the header {@code webhook-signature}: one signature per valid key. */
final class Signer {
    private static final int KEYS = 10_000;
    private static final int NEW_SECRET_BYTES = 32;

    /** Parsing a key costs more than signing with it. */
    private final Cache<Secret, SigningKey> keys =
            Caffeine.newBuilder().maximumSize(KEYS).build();

    /** Returns the header's value; empty when there is no valid key. */
    String sign(List<SigningSecret> secrets, String id, Instant now, byte[] body) throws GeneralSecurityException {
        byte[] head = (id + "." + now.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8);
        StringBuilder header = new StringBuilder();
        for (SigningSecret secret : secrets) {
            if (secret.validAt(now)) {
                if (!header.isEmpty()) {
                    header.append(' ');
                }
                header.append(key(secret.secret()).sign(head, body));
            }
        }
        return header.toString();
    }

    static Secret newSecret(SecureRandom random) {
        byte[] bytes = new byte[NEW_SECRET_BYTES];
        random.nextBytes(bytes);
        String written = SigningKey.SYMMETRIC_PREFIX + Base64.getEncoder().encodeToString(bytes);
        return new Secret(written);
    }

    private SigningKey key(Secret secret) {
        return keys.get(secret, s -> SigningKey.parse(s.reveal()));
    }
}
