package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.store.jdbc.keyed.QueueRows;
import dev.tidings.store.jdbc.keyed.QueueRows.Entry;
import dev.tidings.store.jdbc.keyed.QueueRows.First;
import dev.tidings.store.jdbc.keyed.QueueRows.Lock;
import dev.tidings.store.jdbc.postgres.PartitionedStatement.Reach;
import dev.tidings.store.jdbc.postgres.Partitions.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rows of queues; one statement looks up each queue by the index. */
final class PostgresQueueRows implements QueueRows {
    static final Sql FIRSTS = Sql.of("""
        SELECT f.queue, f.queue_position, f.delivery_id
        FROM (SELECT * FROM unnest(:queues::text[]) LIMIT :rows) AS u (queue)
        CROSS JOIN LATERAL (
            SELECT q.queue, q.queue_position, q.delivery_id
            FROM queued_deliveries q
            WHERE q.queue = u.queue
            ORDER BY q.queue_position
            LIMIT 1
        ) f
        """);

    static final Sql FIRSTS_KEPT = Sql.of("""
        SELECT f.queue, f.queue_position, f.delivery_id
        FROM (SELECT * FROM unnest(:queues::text[]) LIMIT :rows) AS u (queue)
        CROSS JOIN LATERAL (
            SELECT q.queue, q.queue_position, q.delivery_id
            FROM queued_deliveries q
            WHERE q.queue = u.queue
            ORDER BY q.queue_position
            LIMIT 1
            FOR KEY SHARE
        ) f
        """);

    static final Sql FIRSTS_ENDING = Sql.of("""
        SELECT f.queue, f.queue_position, f.delivery_id
        FROM (SELECT * FROM unnest(:queues::text[]) LIMIT :rows) AS u (queue)
        CROSS JOIN LATERAL (
            SELECT q.queue, q.queue_position, q.delivery_id
            FROM queued_deliveries q
            WHERE q.queue = u.queue
            ORDER BY q.queue_position
            LIMIT 1
            FOR UPDATE
        ) f
        """);

    static final Sql LASTS_KEPT = Sql.of("""
        SELECT f.queue, f.queue_position, f.delivery_id
        FROM (SELECT * FROM unnest(:queues::text[]) LIMIT :rows) AS u (queue)
        CROSS JOIN LATERAL (
            SELECT q.queue, q.queue_position, q.delivery_id
            FROM queued_deliveries q
            WHERE q.queue = u.queue
            ORDER BY q.queue_position DESC
            LIMIT 1
            FOR KEY SHARE
        ) f
        """);

    private static final Sql INSERT = Sql.of("""
        INSERT INTO queued_deliveries (queue, delivery_id)
        SELECT u.queue, u.id
        FROM unnest(:queues::text[], :ids::bytea[]) WITH ORDINALITY AS u (queue, id, n)
        ORDER BY u.n
        RETURNING delivery_id, queue_position
        """);

    static final Sql DELETE = Sql.of("""
        DELETE FROM queued_deliveries q
        USING (SELECT * FROM unnest(:queues::text[], :positions::int8[]) LIMIT :rows) AS u (queue, queue_position)
        WHERE q.queue = u.queue AND q.queue_position = u.queue_position
        """);

    // The sum keeps the planner from the index on due_at, in which it would read every waiting delivery.
    static final PartitionedStatement MAKE_DUE = new PartitionedStatement(Table.DELIVERIES, """
        UPDATE %table% d
        SET due_at = :now
        FROM (SELECT * FROM unnest(:ids::bytea[]) LIMIT :rows) AS u (id)
        WHERE d.id = u.id AND d.due_at + 0 = :waiting
        RETURNING d.id
        """);

    static final PartitionedStatement MAKE_WAIT = new PartitionedStatement(Table.DELIVERIES, """
        UPDATE %table% d
        SET due_at = :waiting
        FROM (SELECT * FROM unnest(:ids::bytea[]) LIMIT :rows) AS u (id)
        WHERE d.id = u.id
        """);

    @Override
    public Map<String, First> firsts(Transaction tx, Collection<String> queues, Lock lock) throws SQLException {
        Sql sql = switch (lock) {
            case NONE -> FIRSTS;
            case KEPT -> FIRSTS_KEPT;
            case ENDING -> FIRSTS_ENDING;
        };
        return each(tx, sql, queues);
    }

    @Override
    public Set<String> keepLasts(Transaction tx, Collection<String> queues) throws SQLException {
        return each(tx, LASTS_KEPT, queues).keySet();
    }

    private static Map<String, First> each(Transaction tx, Sql sql, Collection<String> queues) throws SQLException {
        Map<String, First> found = new HashMap<>();
        List<String> names = List.copyOf(queues);
        try (ResultSet row = new Unnest<>(tx.prepared(sql), names)
                .text("queues", name -> name)
                .limit()
                .query()) {
            while (row.next()) {
                found.put(
                        row.getString("queue"),
                        new First(row.getLong("queue_position"), Columns.delivery(row, "delivery_id")));
            }
        }
        return found;
    }

    @Override
    public Map<DeliveryId, Long> insert(Transaction tx, List<Entry> entries) throws SQLException {
        Map<DeliveryId, Long> numbers = HashMap.newHashMap(entries.size());
        try (ResultSet row = new Unnest<>(tx.prepared(INSERT), entries)
                .text("queues", Entry::queue)
                .id("ids", Entry::id)
                .query()) {
            while (row.next()) {
                numbers.put(Columns.delivery(row, "delivery_id"), row.getLong("queue_position"));
            }
        }
        return numbers;
    }

    @Override
    public void delete(Transaction tx, List<QueuePosition> positions) throws SQLException {
        new Unnest<>(tx.prepared(DELETE), positions)
                .text("queues", QueuePosition::queue)
                .bigNumber("positions", QueuePosition::number)
                .limit()
                .update();
    }

    @Override
    public Set<DeliveryId> makeDue(Transaction tx, Collection<DeliveryId> ids, Instant waiting, Instant now)
            throws SQLException {
        Set<DeliveryId> due = new HashSet<>();
        for (var part : MAKE_DUE.over(ordered(ids), id -> id, Reach.PARTITIONS)) {
            Binding makeDue = tx.prepared(part.sql()).time("now", now).time("waiting", waiting);
            try (ResultSet row = new Unnest<>(makeDue, part.rows())
                    .id("ids", id -> id)
                    .limit()
                    .query()) {
                while (row.next()) {
                    due.add(Columns.delivery(row, "id"));
                }
            }
        }
        return due;
    }

    @Override
    public void makeWait(Transaction tx, Collection<DeliveryId> ids, Instant waiting) throws SQLException {
        for (var part : MAKE_WAIT.over(ordered(ids), id -> id, Reach.PARTITIONS)) {
            new Unnest<>(tx.prepared(part.sql()).time("waiting", waiting), part.rows())
                    .id("ids", id -> id)
                    .limit()
                    .update();
        }
    }

    private static List<DeliveryId> ordered(Collection<DeliveryId> ids) {
        return ids.stream().sorted().toList();
    }
}
