package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Leases given by claims. Like {@link InsertLeases}, they have no index entries: one row covers all deliveries of a claim, so that
 * the claim writes fewer entries and completions are HOT updates. The row contains the ids, because those of a claim may be of
 * very different age, and a range would cover everything between them. When the lease has expired or is about to, deliveries
 * that are still sending get a due time.
 */
final class ClaimLeases {
    static final Sql SWEEP = Sql.of("""
        WITH lapsed AS (
            DELETE FROM claim_leases
            WHERE id IN (
                SELECT id
                FROM claim_leases
                WHERE lease_until <= :until
                ORDER BY lease_until
                LIMIT 200
                FOR UPDATE SKIP LOCKED
            )
            RETURNING ids
        )
        UPDATE deliveries d
        SET due_at = d.lease_until
        FROM (SELECT unnest(ids) AS id FROM lapsed) l
        WHERE d.id = l.id AND d.status = 'sending' AND d.due_at IS NULL AND d.lease_until <= :until
        """);

    private static final Sql INSERT = Sql.of("""
        INSERT INTO claim_leases (lease_until, ids)
        VALUES (:until, :ids)
        """);

    static final Sql SENDING = Sql.of("""
        SELECT d.id
        FROM (SELECT DISTINCT unnest(ids) AS id FROM claim_leases) c
        JOIN deliveries d ON d.id = c.id
        WHERE d.status = 'sending' AND d.due_at IS NULL
        """);

    private ClaimLeases() {}

    static void cover(Transaction tx, Collection<DeliveryId> claimed, Instant until) throws SQLException {
        // In the order of renewals, to avoid deadlocks with them.
        List<DeliveryId> ids = claimed.stream().sorted().toList();
        tx.prepared(INSERT).time("until", until).ids("ids", ids).update();
    }

    /** Returns those that are still sent, no more than the lanes of all nodes hold. */
    static List<DeliveryId> sending(Transaction tx) throws SQLException {
        return tx.prepared(SENDING).list(row -> Columns.delivery(row, "id"));
    }

    /** Gives a due time to deliveries whose lease ends by then. */
    static void sweep(Transaction tx, Instant until) throws SQLException {
        tx.prepared(SWEEP).time("until", until).update();
    }
}
