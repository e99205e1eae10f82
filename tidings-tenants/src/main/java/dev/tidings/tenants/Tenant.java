package dev.tidings.tenants;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tenant as it is stored, or as it is without a row.
 *
 * @param createdAt null without a row
 */
public record Tenant(
        String id,
        TenantSettings settings,
        TenantStatus status,
        @Nullable Instant suspendedAt,
        @Nullable Instant createdAt,
        @Nullable Instant updatedAt,
        long version) {
    /** The version of a tenant without a row. */
    public static final long NEW = 0;

    /** A tenant that nobody has created or changed. */
    public static Tenant implied(String id) {
        return new Tenant(id, TenantSettings.DEFAULT, TenantStatus.ACTIVE, null, null, null, NEW);
    }

    /** Returns whether an operator created or changed it. */
    public boolean stored() {
        return version != NEW;
    }
}
