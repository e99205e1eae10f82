package dev.tidings.store.jdbc.keyed;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.store.jdbc.DeliveryQueue;
import dev.tidings.store.jdbc.DueDelivery;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Supersession;
import dev.tidings.store.jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Ends the deliveries of replaced notifications: queues are locked first, then rows in the order of their ids. */
public final class KeyedSupersession implements Supersession {
    private static final Sql QUEUED = Sql.of("""
        SELECT queue, queue_position, tenant, channel, recipient, endpoint_id
        FROM deliveries
        WHERE notification_id = :id AND queue_position IS NOT NULL AND status IN ('pending', 'failed', 'sending')
        """);

    // Claims and completions that run now have ended when this returns; later ones see what follows.
    private static final Sql LOCK = Sql.of("""
        SELECT status, queue, queue_position, tenant, channel, recipient, endpoint_id
        FROM deliveries
        WHERE notification_id = :id AND status IN ('pending', 'failed', 'sending')
        ORDER BY id
        FOR UPDATE
        """);

    private static final Sql CANCEL = Sql.of("""
        UPDATE deliveries
        SET status = 'canceled', not_sent = true, reason = 'superseded', due_at = NULL, finished_at = :now
        WHERE notification_id = :id AND status IN ('pending', 'failed')
        """);

    private static final Sql MARK = Sql.of("""
        UPDATE deliveries SET reason = 'superseded' WHERE notification_id = :id AND status = 'sending'
        """);

    private static final Sql END = Sql.of("""
        UPDATE deliveries
        SET status = 'canceled', not_sent = true, due_at = NULL, finished_at = :now, lease_token = NULL, lease_node = NULL,
            attempt_result = coalesce(attempt_result, 'unknown')
        WHERE id = :id AND status = 'sending' AND reason = 'superseded'
        """);

    private final KeyedQueues queues;

    public KeyedSupersession(KeyedQueues queues) {
        this.queues = queues;
    }

    @Override
    public void supersede(Transaction tx, NotificationId id, Instant now) throws SQLException {
        queues.beginEnding(tx, tx.prepared(QUEUED).id("id", id).list(row -> Objects.requireNonNull(position(row))));
        queues.permits().lockOf(tx, queues.permits().of(tx, id));
        List<QueuePosition> canceled = new ArrayList<>();
        try (ResultSet row = tx.prepared(LOCK).id("id", id).query()) {
            while (row.next()) {
                QueuePosition position = position(row);
                if (position != null && !row.getString("status").equals(DeliveryStatus.SENDING.code())) {
                    canceled.add(position);
                }
            }
        }
        tx.prepared(CANCEL).id("id", id).time("now", now).update();
        tx.prepared(MARK).id("id", id).update();
        var _ = queues.leave(tx, canceled, now);
        queues.permits().leave(tx, queues.permits().of(tx, id), now);
    }

    @Override
    public void endLapsed(Transaction tx, List<DueDelivery> lapsed, Instant now) throws SQLException {
        if (lapsed.isEmpty()) {
            return;
        }
        List<QueuePosition> positions = new ArrayList<>();
        for (DueDelivery one : lapsed) {
            if (one.position() != null) {
                positions.add(one.position());
            }
        }
        queues.beginEnding(tx, positions);
        List<DeliveryId> ids = lapsed.stream().map(DueDelivery::id).toList();
        queues.permits().lockOf(tx, ids);
        for (DueDelivery one : lapsed) {
            tx.prepared(END).id("id", one.id()).time("now", now).update();
        }
        var _ = queues.leave(tx, positions, now);
        queues.permits().leave(tx, ids, now);
    }

    private static @Nullable QueuePosition position(ResultSet row) throws SQLException {
        return DeliveryQueue.positionOrNull(row, row.getString("channel"));
    }
}
