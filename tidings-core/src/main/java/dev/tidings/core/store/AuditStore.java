package dev.tidings.core.store;

import dev.tidings.core.audit.AuditFilter;
import dev.tidings.core.audit.AuditRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads the audit log. Its entries are written by the transactions of the changes (see {@link
 * dev.tidings.core.audit.AuditedWrite}), and removed by retention only.
 */
public interface AuditStore {
    /** Returns a page, newest first. */
    Page<AuditRecord> records(AuditFilter filter, @Nullable String cursor, int limit);
}
