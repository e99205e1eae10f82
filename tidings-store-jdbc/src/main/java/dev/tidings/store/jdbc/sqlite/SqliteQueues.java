package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.delivery.QueuePlace;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.store.jdbc.RecipientQueue;
import dev.tidings.store.jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** Who is before whom among the unfinished deliveries to a recipient. There is one writer, hence nothing to lock. */
final class SqliteQueues {
    static final String FIRST =
            "SELECT place, delivery_id FROM queued_deliveries WHERE queue = ? ORDER BY place LIMIT 1";
    static final String LEAVE = "DELETE FROM queued_deliveries WHERE place = ?";
    static final String LEAVE_BY_ID = "DELETE FROM queued_deliveries WHERE queue = ? AND delivery_id = ?";
    static final String MAKE_DUE = "UPDATE deliveries SET due_at = ? WHERE id = ? AND due_at = ?";
    private static final String ENTER =
            "INSERT INTO queued_deliveries (queue, delivery_id) VALUES (?, ?) RETURNING place";

    private SqliteQueues() {}

    /** Queues a delivery behind all that are there. */
    static QueuePlace enter(Transaction tx, String queue, DeliveryId id) throws SQLException {
        boolean first;
        try (ResultSet row = tx.prepared(FIRST).text(queue).query()) {
            first = !row.next();
        }
        try (ResultSet row = tx.prepared(ENTER).text(queue).text(id.value()).query()) {
            row.next();
            return new QueuePlace(queue, row.getLong(1), first);
        }
    }

    static boolean isFirst(Transaction tx, String queue, long place) throws SQLException {
        try (ResultSet row = tx.prepared(FIRST).text(queue).query()) {
            return !row.next() || row.getLong(1) >= place;
        }
    }

    /** Takes out what has ended; returns whether that made the next due. */
    static boolean leave(Transaction tx, QueuePlace place, Instant now) throws SQLException {
        tx.prepared(LEAVE).number(place.number()).update();
        return makeFirstDue(tx, place.queue(), now);
    }

    static void leave(Transaction tx, String queue, DeliveryId id, Instant now) throws SQLException {
        tx.prepared(LEAVE_BY_ID).text(queue).text(id.value()).update();
        makeFirstDue(tx, queue, now);
    }

    private static boolean makeFirstDue(Transaction tx, String queue, Instant now) throws SQLException {
        String id;
        try (ResultSet row = tx.prepared(FIRST).text(queue).query()) {
            if (!row.next()) {
                return false;
            }
            id = row.getString(2);
        }
        return tx.prepared(MAKE_DUE)
                        .time(now)
                        .text(id)
                        .time(RecipientQueue.BEHIND_OTHERS)
                        .update()
                == 1;
    }
}
