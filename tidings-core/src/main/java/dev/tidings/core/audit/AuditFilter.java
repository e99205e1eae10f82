package dev.tidings.core.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Selects entries of the audit log of one tenant; null for any.
 *
 * @param action a code, or all of one kind of object, such as {@code endpoint.*}
 * @param since at or after
 * @param until before
 */
public record AuditFilter(
        String tenant,
        @Nullable String actor,
        @Nullable String action,
        @Nullable String object,
        @Nullable Instant since,
        @Nullable Instant until) {
    public static AuditFilter of(String tenant) {
        return new AuditFilter(tenant, null, null, null, null, null);
    }
}
