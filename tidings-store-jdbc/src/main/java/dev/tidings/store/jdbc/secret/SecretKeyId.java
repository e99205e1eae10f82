package dev.tidings.store.jdbc.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * The id of a key that encrypts secrets: 16 hexadecimal digits of an HMAC with it. The id is derived from the key,
 * so that all nodes use the same id, and does not reveal the key.
 */
public final class SecretKeyId {
    static final int BYTES = 8;

    private static final byte[] PURPOSE = "tidings secret key id".getBytes(StandardCharsets.UTF_8);

    private SecretKeyId() {}

    public static String of(SecretKey key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of().formatHex(Arrays.copyOf(mac.doFinal(PURPOSE), BYTES));
        } catch (GeneralSecurityException unsupported) {
            throw new IllegalStateException("HMAC-SHA256 is part of every JDK", unsupported);
        }
    }
}
