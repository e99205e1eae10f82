package dev.tidings.http;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Names recipients in the audit log by a digest: the log is not changed by an erasure, so it must not hold their ids. Whoever knows a
 * recipient finds its entries.
 */
public final class AuditedRecipient {
    private static final String PREFIX = "rcp_";
    private static final int SHOWN_BYTES = 16;

    private AuditedRecipient() {}

    public static String id(String tenant, String recipient) {
        byte[] hash = Hashing.sha256()
                .newHasher()
                .putString(tenant, StandardCharsets.UTF_8)
                .putByte((byte) 0)
                .putString(recipient, StandardCharsets.UTF_8)
                .hash()
                .asBytes();
        return PREFIX + HexFormat.of().formatHex(hash, 0, SHOWN_BYTES);
    }
}
