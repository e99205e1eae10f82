package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leases given at insert. With an index entry for each, completions of first-try successes would not be HOT
 * updates. Instead, one row covers the id range of all deliveries inserted by a transaction. When the lease has
 * expired or is about to, deliveries in the range that are still sending get a due time, the end of their lease, and with it an
 * index entry. Each delivery has its own lease end, so ranges may overlap.
 */
final class InsertLeases {
    static final Sql SWEEP = Sql.of("""
        WITH lapsed AS (
            DELETE FROM insert_leases
            WHERE id IN (
                SELECT id
                FROM insert_leases
                WHERE lease_until <= :until
                ORDER BY lease_until
                LIMIT 200
                FOR UPDATE SKIP LOCKED
            )
            RETURNING first_id, last_id
        )
        UPDATE deliveries d
        SET due_at = d.lease_until
        FROM lapsed l
        WHERE d.id >= l.first_id AND d.id <= l.last_id AND d.status = 'sending' AND d.due_at IS NULL
            AND d.lease_until <= :until
        """);

    private static final Sql FIRST = Sql.of("""
        SELECT first_id AS id FROM insert_leases ORDER BY first_id LIMIT 1
        """);

    private static final Sql INSERT = Sql.of("""
        INSERT INTO insert_leases (lease_until, first_id, last_id)
        VALUES (:until, :first, :last)
        """);

    /**
     * Under load, a row expires with every commit of one lease ago. A sweep takes those of the next second too, so that there is one
     * per second instead of one per row.
     */
    static final Duration AHEAD = Duration.ofSeconds(1);

    private InsertLeases() {}

    /** The ids of the leased ones of some deliveries, and of others between them. */
    record Range(DeliveryId first, DeliveryId last) {
        /** Null if none has a lease. */
        static @Nullable Range of(List<NewDelivery> inserted) {
            DeliveryId first = null;
            DeliveryId last = null;
            for (NewDelivery delivery : inserted) {
                if (delivery.token() != null) {
                    DeliveryId id = delivery.id();
                    first = first == null || id.compareTo(first) < 0 ? id : first;
                    last = last == null || id.compareTo(last) > 0 ? id : last;
                }
            }
            return first == null || last == null ? null : new Range(first, last);
        }
    }

    static void cover(Transaction tx, List<NewDelivery> inserted, Instant until) throws SQLException {
        Range range = Range.of(inserted);
        if (range != null) {
            tx.prepared(INSERT)
                    .time("until", until)
                    .id("first", range.first())
                    .id("last", range.last())
                    .update();
        }
    }

    /** Gives a due time, the end of their lease, to deliveries whose insert leases end by then. */
    static void sweep(Transaction tx, Instant until) throws SQLException {
        tx.prepared(SWEEP).time("until", until).update();
    }

    /** The smallest id of a delivery that may be sending without an index entry; null if there is none. */
    static @Nullable DeliveryId firstId(Transaction tx) throws SQLException {
        return tx.prepared(FIRST)
                .<DeliveryId>first(row -> Columns.delivery(row, "id"))
                .orElse(null);
    }
}
