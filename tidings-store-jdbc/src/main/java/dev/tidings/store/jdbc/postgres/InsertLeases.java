package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.store.NewDelivery;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * Leases given at insert. An index entry for each would cost every first-try success its HOT update, so one row stands for
 * all that a transaction inserted: the range of their ids. When the lease has run out, what is still sending in that range
 * gets its due time, and with it its index entry; each delivery has the end of its own lease, so that ranges may overlap.
 */
final class InsertLeases {
    static final String SWEEP = "WITH lapsed AS (DELETE FROM insert_leases WHERE id IN (SELECT id FROM insert_leases"
            + " WHERE lease_until <= ? ORDER BY lease_until LIMIT 200 FOR UPDATE SKIP LOCKED)"
            + " RETURNING first_id, last_id)"
            + " UPDATE deliveries d SET due_at = d.insert_lease_until FROM lapsed l"
            + " WHERE d.id >= l.first_id AND d.id <= l.last_id AND d.status = 'sending' AND d.due_at IS NULL"
            + " AND d.insert_lease_until <= ?";
    static final String NEXT = "SELECT min(lease_until) FROM insert_leases";

    /** The least id that may be sending without an index entry; null when there is none. */
    static final String FIRST = "SELECT min(first_id) FROM insert_leases";

    private static final String INSERT = "INSERT INTO insert_leases (lease_until, first_id, last_id) VALUES (?, ?, ?)";

    private InsertLeases() {}

    static void cover(Transaction tx, List<NewDelivery> inserted, Instant until) throws SQLException {
        String first = null;
        String last = null;
        for (NewDelivery delivery : inserted) {
            if (delivery.token() != null) {
                String id = delivery.id().value();
                first = first == null || id.compareTo(first) < 0 ? id : first;
                last = last == null || id.compareTo(last) > 0 ? id : last;
            }
        }
        if (first != null) {
            tx.prepared(INSERT).time(until).text(first).text(last).update();
        }
    }

    /** Makes due what was inserted under leases that have run out. */
    static void sweep(Transaction tx, Instant now) throws SQLException {
        tx.prepared(SWEEP).time(now).time(now).update();
    }
}
