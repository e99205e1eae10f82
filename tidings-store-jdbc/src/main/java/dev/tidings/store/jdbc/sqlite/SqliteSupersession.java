package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.id.NotificationId;
import dev.tidings.store.jdbc.DeliveryQueue;
import dev.tidings.store.jdbc.DueDelivery;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Supersession;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Ends the deliveries of replaced notifications. SQLite has one writer, so no locks are needed. */
final class SqliteSupersession implements Supersession {
    static final Sql QUEUED = Sql.of("""
        SELECT queue, queue_position, tenant, channel, recipient, endpoint_id
        FROM deliveries
        WHERE notification_seq = (SELECT seq FROM notifications WHERE id = :id) AND queue_position IS NOT NULL
            AND status IN ('pending', 'failed')
        """);

    static final Sql CANCEL = Sql.of("""
        UPDATE deliveries
        SET status = 'canceled', reason = 'superseded', due_at = NULL, finished_at = :now
        WHERE notification_seq = (SELECT seq FROM notifications WHERE id = :id) AND status IN ('pending', 'failed')
        """);

    static final Sql MARK = Sql.of("""
        UPDATE deliveries
        SET reason = 'superseded'
        WHERE notification_seq = (SELECT seq FROM notifications WHERE id = :id) AND status = 'sending'
        """);

    private static final Sql END = Sql.of("""
        UPDATE deliveries
        SET status = 'canceled', due_at = NULL, finished_at = :now, lease_token = NULL, lease_node = NULL,
            attempt_result = coalesce(attempt_result, 'unknown')
        WHERE id = :id AND status = 'sending' AND reason = 'superseded'
        """);

    @Override
    public void supersede(Transaction tx, NotificationId id, Instant now) throws SQLException {
        List<QueuePosition> queued = tx.prepared(QUEUED)
                .id("id", id)
                .list(row -> Objects.requireNonNull(DeliveryQueue.positionOrNull(row, row.getString("channel"))));
        tx.prepared(CANCEL).id("id", id).time("now", now).update();
        tx.prepared(MARK).id("id", id).update();
        for (QueuePosition position : queued) {
            var _ = SqliteQueues.leave(tx, position, now);
        }
        SqliteConcurrencyRows.PERMITS.leave(tx, SqliteConcurrencyRows.PERMITS.of(tx, id), now);
    }

    @Override
    public void endLapsed(Transaction tx, List<DueDelivery> lapsed, Instant now) throws SQLException {
        for (DueDelivery one : lapsed) {
            tx.prepared(END).id("id", one.id()).time("now", now).update();
            QueuePosition position = one.position();
            if (position != null) {
                var _ = SqliteQueues.leave(tx, position, now);
            }
            SqliteConcurrencyRows.PERMITS.leave(tx, List.of(one.id()), now);
        }
    }
}
