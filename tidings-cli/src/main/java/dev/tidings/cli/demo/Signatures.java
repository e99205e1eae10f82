package dev.tidings.cli.demo;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Verifies signatures like a Standard Webhooks receiver. */
final class Signatures {
    private static final String PREFIX = "whsec_";

    private final byte[] key;

    /** @param secret {@code whsec_} and base64 */
    Signatures(String secret) {
        this.key = Base64.getDecoder().decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret);
    }

    /** Returns whether one of the signatures is valid for id, timestamp and body. */
    boolean genuine(ReceivedWebhook received) {
        byte[] expected = sign(received.id() + "." + received.timestamp() + ".", received.body());
        for (String signature : received.signature().split(" ", -1)) {
            if (signature.startsWith("v1,")
                    && MessageDigest.isEqual(
                            expected, signature.substring("v1,".length()).getBytes(StandardCharsets.US_ASCII))) {
                return true;
            }
        }
        return false;
    }

    private byte[] sign(String head, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encode(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
