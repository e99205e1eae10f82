package dev.tidings.store.jdbc;

import dev.tidings.core.store.RetentionStore;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Removes old rows in bounded batches, oldest first, from all tables except those of notifications, which are
 * database-specific. PostgreSQL locks the rows when it finds them; otherwise a row could be removed that was
 * changed meanwhile. MariaDB does not support LIMIT in a subquery of IN, but in DELETE itself.
 */
public abstract class Housekeeping implements RetentionStore {
    private static final DialectSql EVENTS = DialectSql.of("""
        DELETE FROM operational_events
        WHERE seq IN (
            SELECT seq FROM operational_events WHERE happened_at < :before ORDER BY happened_at LIMIT :limit
        )
        """, """
        WITH old AS MATERIALIZED (
            SELECT seq
            FROM operational_events
            WHERE happened_at < :before
            ORDER BY happened_at
            LIMIT :limit
            FOR UPDATE SKIP LOCKED
        )
        DELETE FROM operational_events WHERE seq IN (SELECT seq FROM old)
        """, """
        DELETE FROM operational_events
        WHERE happened_at < :before
        ORDER BY happened_at
        LIMIT :limit
        """);

    private static final DialectSql AUDIT = DialectSql.of("""
        DELETE FROM audit_records
        WHERE id IN (
            SELECT id FROM audit_records WHERE happened_at < :before ORDER BY happened_at LIMIT :limit
        )
        """, """
        WITH old AS MATERIALIZED (
            SELECT id
            FROM audit_records
            WHERE happened_at < :before
            ORDER BY happened_at
            LIMIT :limit
            FOR UPDATE SKIP LOCKED
        )
        DELETE FROM audit_records WHERE id IN (SELECT id FROM old)
        """, """
        DELETE FROM audit_records
        WHERE happened_at < :before
        ORDER BY happened_at
        LIMIT :limit
        """);

    private static final DialectSql QUARANTINED = DialectSql.of("""
        DELETE FROM quarantine
        WHERE seq IN (
            SELECT seq FROM quarantine WHERE quarantined_at < :before ORDER BY quarantined_at LIMIT :limit
        )
        """, """
        WITH old AS MATERIALIZED (
            SELECT seq
            FROM quarantine
            WHERE quarantined_at < :before
            ORDER BY quarantined_at
            LIMIT :limit
            FOR UPDATE SKIP LOCKED
        )
        DELETE FROM quarantine WHERE seq IN (SELECT seq FROM old)
        """, """
        DELETE FROM quarantine
        WHERE quarantined_at < :before
        ORDER BY quarantined_at
        LIMIT :limit
        """);

    private static final DialectSql ACKS = DialectSql.of("""
        DELETE FROM acks
        WHERE delivery_id IN (
            SELECT delivery_id FROM acks WHERE acked_at < :before ORDER BY acked_at LIMIT :limit
        )
        """, """
        WITH old AS MATERIALIZED (
            SELECT delivery_id
            FROM acks
            WHERE acked_at < :before
            ORDER BY acked_at
            LIMIT :limit
            FOR UPDATE SKIP LOCKED
        )
        DELETE FROM acks WHERE delivery_id IN (SELECT delivery_id FROM old)
        """, """
        DELETE FROM acks
        WHERE acked_at < :before
        ORDER BY acked_at
        LIMIT :limit
        """);

    private static final DialectSql BULK_RUNS = DialectSql.of("""
        DELETE FROM bulk_runs
        WHERE id IN (
            SELECT id FROM bulk_runs WHERE ended_at < :before ORDER BY ended_at LIMIT :limit
        )
        """, """
        WITH old AS MATERIALIZED (
            SELECT id
            FROM bulk_runs
            WHERE ended_at < :before
            ORDER BY ended_at
            LIMIT :limit
            FOR UPDATE SKIP LOCKED
        )
        DELETE FROM bulk_runs WHERE id IN (SELECT id FROM old)
        """, """
        DELETE FROM bulk_runs
        WHERE ended_at < :before
        ORDER BY ended_at
        LIMIT :limit
        """);

    private static final DialectSql NODES = DialectSql.of("""
        DELETE FROM nodes
        WHERE instance IN (
            SELECT instance FROM nodes WHERE last_seen_at < :before ORDER BY instance LIMIT :limit
        )
        """, """
        WITH old AS MATERIALIZED (
            SELECT instance
            FROM nodes
            WHERE last_seen_at < :before
            ORDER BY instance
            LIMIT :limit
            FOR UPDATE SKIP LOCKED
        )
        DELETE FROM nodes WHERE instance IN (SELECT instance FROM old)
        """, """
        DELETE FROM nodes
        WHERE last_seen_at < :before
        ORDER BY instance
        LIMIT :limit
        """);

    private static final DialectSql CIRCUITS = DialectSql.of("""
        DELETE FROM endpoint_circuits
        WHERE (tenant, channel, target) IN (
            SELECT tenant, channel, target FROM endpoint_circuits WHERE changed_at < :before AND not_before < :before ORDER BY changed_at LIMIT :limit
        )
        """, """
        WITH old AS MATERIALIZED (
            SELECT tenant, channel, target
            FROM endpoint_circuits
            WHERE changed_at < :before AND not_before < :before
            ORDER BY changed_at
            LIMIT :limit
            FOR UPDATE SKIP LOCKED
        )
        DELETE FROM endpoint_circuits WHERE (tenant, channel, target) IN (SELECT tenant, channel, target FROM old)
        """, """
        DELETE FROM endpoint_circuits
        WHERE changed_at < :before AND not_before < :before
        ORDER BY changed_at
        LIMIT :limit
        """);

    private static final DialectSql RATES = DialectSql.of("""
        DELETE FROM endpoint_rates
        WHERE (tenant, channel, target) IN (
            SELECT tenant, channel, target FROM endpoint_rates WHERE next_at_us < :beforeMicros ORDER BY tenant, channel, target LIMIT :limit
        )
        """, """
        WITH old AS MATERIALIZED (
            SELECT tenant, channel, target
            FROM endpoint_rates
            WHERE next_at_us < :beforeMicros
            ORDER BY tenant, channel, target
            LIMIT :limit
            FOR UPDATE SKIP LOCKED
        )
        DELETE FROM endpoint_rates WHERE (tenant, channel, target) IN (SELECT tenant, channel, target FROM old)
        """, """
        DELETE FROM endpoint_rates
        WHERE next_at_us < :beforeMicros
        ORDER BY tenant, channel, target
        LIMIT :limit
        """);

    private final Database database;
    private final Sql removeKeys;
    private final Sql removeEvents;
    private final Sql removeAudit;
    private final Sql removeQuarantined;
    private final Sql removeAcks;
    private final Sql removeBulkRuns;
    private final Sql removeNodes;
    private final Sql removeCircuits;
    private final Sql removeRates;

    /** @param removeKeys deletes idempotency records that were made before {@code :before}, at most {@code :limit} */
    protected Housekeeping(Database database, Sql removeKeys) {
        Dialect dialect = database.dialect();
        this.database = database;
        this.removeKeys = removeKeys;
        this.removeEvents = dialect.of(EVENTS);
        this.removeAudit = dialect.of(AUDIT);
        this.removeQuarantined = dialect.of(QUARANTINED);
        this.removeAcks = dialect.of(ACKS);
        this.removeBulkRuns = dialect.of(BULK_RUNS);
        this.removeNodes = dialect.of(NODES);
        this.removeCircuits = dialect.of(CIRCUITS);
        this.removeRates = dialect.of(RATES);
    }

    @Override
    public int removeIdempotency(Instant before, int limit) {
        return database.write("remove idempotency records", tx -> remove(tx, removeKeys, before, limit));
    }

    @Override
    public int removeOperational(Instant before, int limit) {
        return database.write("remove operational records", tx -> {
            int removed = remove(tx, removeEvents, before, limit);
            removed += remove(tx, removeQuarantined, before, limit - removed);
            removed += remove(tx, removeBulkRuns, before, limit - removed);
            // An ack is written after its delivery has ended, so the delivery goes first.
            return removed + remove(tx, removeAcks, before, limit - removed);
        });
    }

    @Override
    public int removeAudit(Instant before, int limit) {
        return database.write("remove entries of the audit log", tx -> remove(tx, removeAudit, before, limit));
    }

    @Override
    public int removeIdle(Instant before, int limit) {
        return database.write("remove idle rows", tx -> {
            int nodes = remove(tx, removeNodes, before, limit);
            int circuits = remove(tx, removeCircuits, before, limit);
            int rates = tx.prepared(removeRates)
                    .number("beforeMicros", ChronoUnit.MICROS.between(Instant.EPOCH, before))
                    .number("limit", limit)
                    .update();
            return nodes + circuits + rates;
        });
    }

    private static int remove(Transaction tx, Sql statement, Instant before, int limit) throws SQLException {
        return tx.prepared(statement)
                .time("before", before)
                .number("limit", limit)
                .update();
    }
}
