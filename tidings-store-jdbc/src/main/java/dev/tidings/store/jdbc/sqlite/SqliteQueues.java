package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.QueueHead;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.DeliveryQueue;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The queues of unfinished deliveries. SQLite has one writer, so no locks are needed. */
final class SqliteQueues {
    static final Sql FIRST = Sql.of("""
        SELECT queue_position, delivery_id
        FROM queued_deliveries
        WHERE queue = :queue
        ORDER BY queue_position
        LIMIT 1
        """);

    private static final Sql HEAD = Sql.of("""
        SELECT d.id, d.status = 'dead' AS dead
        FROM queued_deliveries q
        JOIN deliveries d ON d.id = q.delivery_id
        WHERE q.queue = :queue
        ORDER BY q.queue_position
        LIMIT 1
        """);

    static final Sql LEAVE = Sql.of("""
        DELETE FROM queued_deliveries WHERE queue_position = :position
        """);

    private static final Sql POSITION = Sql.of("""
        SELECT queue, queue_position, tenant, channel, recipient, endpoint_id
        FROM deliveries
        WHERE id = :id AND queue_position IS NOT NULL
        """);

    static final Sql MAKE_DUE = Sql.of("""
        UPDATE deliveries SET due_at = :now WHERE id = :id AND due_at = :behindOthers
        """);

    private static final Sql ENTER = Sql.of("""
        INSERT INTO queued_deliveries (queue, delivery_id) VALUES (:queue, :id) RETURNING queue_position
        """);

    private SqliteQueues() {}

    /** Adds a delivery at the end of its queue. */
    static QueuePosition enter(Transaction tx, String queue, DeliveryId id) throws SQLException {
        boolean first = !tx.prepared(FIRST).text("queue", queue).exists();
        long position = tx.prepared(ENTER).text("queue", queue).id("id", id).one(row -> row.getLong("queue_position"));
        return new QueuePosition(queue, position, first);
    }

    /** Returns the first of each delivery's queue, without those whose queue is empty. */
    static Map<DeliveryId, QueueHead> heads(Transaction tx, Collection<Delivery> queued) throws SQLException {
        Map<String, QueueHead> byQueue = new HashMap<>();
        Map<DeliveryId, QueueHead> heads = HashMap.newHashMap(queued.size());
        for (Delivery delivery : queued) {
            QueuePosition position = position(tx, delivery.id());
            if (position == null) {
                continue;
            }
            String queue = position.queue();
            QueueHead head = byQueue.get(queue);
            if (head == null) {
                head = tx.prepared(HEAD)
                        .text("queue", queue)
                        .first(row -> new QueueHead(Columns.delivery(row, "id"), row.getBoolean("dead")))
                        .orElse(null);
            }
            if (head != null) {
                byQueue.put(queue, head);
                heads.put(delivery.id(), head);
            }
        }
        return heads;
    }

    static boolean isFirst(Transaction tx, String queue, long position) throws SQLException {
        try (ResultSet row = tx.prepared(FIRST).text("queue", queue).query()) {
            return !row.next() || row.getLong("queue_position") >= position;
        }
    }

    /** Removes a finished delivery; returns whether the next one became due. */
    static boolean leave(Transaction tx, QueuePosition position, Instant now) throws SQLException {
        tx.prepared(LEAVE).number("position", position.number()).update();
        return makeFirstDue(tx, position.queue(), now);
    }

    /** Returns the position of an unfinished delivery; null if it is in no queue. */
    static @Nullable QueuePosition position(Transaction tx, DeliveryId id) throws SQLException {
        return tx.prepared(POSITION)
                .id("id", id)
                .<QueuePosition>first(row -> DeliveryQueue.positionOrNull(row, row.getString("channel")))
                .orElse(null);
    }

    private static boolean makeFirstDue(Transaction tx, String queue, Instant now) throws SQLException {
        DeliveryId id;
        try (ResultSet row = tx.prepared(FIRST).text("queue", queue).query()) {
            if (!row.next()) {
                return false;
            }
            id = Columns.delivery(row, "delivery_id");
        }
        return tx.prepared(MAKE_DUE)
                        .time("now", now)
                        .id("id", id)
                        .time("behindOthers", DeliveryQueue.BEHIND_OTHERS)
                        .update()
                == 1;
    }
}
