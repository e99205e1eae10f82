package dev.tidings.server.config;

import java.time.Duration;

/**
 * How long finished data is kept.
 *
 * @param days notifications and their deliveries
 * @param idempotencyDays idempotency keys, at least 7
 * @param auditDays the audit log
 * @param every how often expired data is removed
 */
public record RetentionSection(int days, int idempotencyDays, int auditDays, Duration every) {
    static RetentionSection read(Section in) {
        return new RetentionSection(
                in.integer("days", 30, 1, 3_650),
                in.integer("idempotency_days", 30, 7, 3_650),
                in.integer("audit_days", 400, 1, 3_650),
                in.duration("every", Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofDays(1)));
    }
}
