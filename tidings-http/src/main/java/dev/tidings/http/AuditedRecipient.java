package dev.tidings.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(tenant.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            byte[] hash = digest.digest(recipient.getBytes(StandardCharsets.UTF_8));
            return PREFIX + HexFormat.of().formatHex(hash, 0, SHOWN_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
