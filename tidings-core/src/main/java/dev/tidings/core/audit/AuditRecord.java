package dev.tidings.core.audit;

import dev.tidings.core.id.Ids;
import java.time.Instant;

/** An entry of the audit log. It is written with the change and never altered. */
public record AuditRecord(String id, Instant at, AuditOrigin origin, AuditChange change) {
    public static final String PREFIX = "aud_";

    /** Returns the smallest id of a millisecond: ids are in the order of time. */
    public static String firstId(Instant at) {
        return PREFIX + Ids.first(at);
    }
}
