package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.delivery.QueuePlace;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.store.jdbc.RecipientQueue;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.store.jdbc.keyed.QueueRows;
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

/** Each queue is looked up by itself, within one statement for all. */
final class PostgresQueueRows implements QueueRows {
    private static final String EACH = "SELECT f.queue, f.place, f.delivery_id"
            + " FROM (SELECT * FROM unnest(?::text[]) LIMIT ?) AS u (queue) CROSS JOIN LATERAL"
            + " (SELECT q.queue, q.place, q.delivery_id FROM queued_deliveries q WHERE q.queue = u.queue"
            + " ORDER BY q.place ";
    static final String FIRSTS = EACH + "LIMIT 1) f";
    static final String FIRSTS_KEPT = EACH + "LIMIT 1 FOR KEY SHARE) f";
    static final String FIRSTS_ENDING = EACH + "LIMIT 1 FOR UPDATE) f";
    static final String LASTS_KEPT = EACH + "DESC LIMIT 1 FOR KEY SHARE) f";
    private static final String INSERT = "INSERT INTO queued_deliveries (queue, delivery_id)"
            + " SELECT u.queue, u.id FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS u (queue, id, n)"
            + " ORDER BY u.n RETURNING delivery_id, place";
    static final String DELETE = "DELETE FROM queued_deliveries q"
            + " USING (SELECT * FROM unnest(?::text[], ?::int8[]) LIMIT ?) AS u (queue, place)"
            + " WHERE q.queue = u.queue AND q.place = u.place";
    // With the sum, since by the index on due_at it would read all that waits anywhere.
    static final PartitionedStatement MAKE_DUE = new PartitionedStatement(
            Table.DELIVERIES,
            "UPDATE %table% d SET due_at = ? FROM (SELECT * FROM unnest(?::text[]) LIMIT ?) AS u (id)"
                    + " WHERE d.id = u.id AND d.due_at + 0 = " + RecipientQueue.BEHIND_OTHERS.toEpochMilli()
                    + " RETURNING d.id");
    static final PartitionedStatement MAKE_WAIT = new PartitionedStatement(
            Table.DELIVERIES,
            "UPDATE %table% d SET due_at = " + RecipientQueue.BEHIND_OTHERS.toEpochMilli()
                    + " FROM (SELECT * FROM unnest(?::text[]) LIMIT ?) AS u (id) WHERE d.id = u.id");

    @Override
    public Map<String, First> firsts(Transaction tx, Collection<String> queues, Lock lock) throws SQLException {
        String sql = switch (lock) {
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

    private static Map<String, First> each(Transaction tx, String sql, Collection<String> queues) throws SQLException {
        Map<String, First> found = new HashMap<>();
        List<String> names = List.copyOf(queues);
        try (ResultSet row =
                new Unnest<>(tx.prepared(sql), names).text(name -> name).limit().query()) {
            while (row.next()) {
                found.put(row.getString(1), new First(row.getLong(2), new DeliveryId(row.getString(3))));
            }
        }
        return found;
    }

    @Override
    public Map<DeliveryId, Long> insert(Transaction tx, List<Entry> entries) throws SQLException {
        Map<DeliveryId, Long> numbers = HashMap.newHashMap(entries.size());
        try (ResultSet row = new Unnest<>(tx.prepared(INSERT), entries)
                .text(Entry::queue)
                .text(entry -> entry.id().value())
                .query()) {
            while (row.next()) {
                numbers.put(new DeliveryId(row.getString(1)), row.getLong(2));
            }
        }
        return numbers;
    }

    @Override
    public void delete(Transaction tx, List<QueuePlace> places) throws SQLException {
        new Unnest<>(tx.prepared(DELETE), places)
                .text(QueuePlace::queue)
                .bigNumber(QueuePlace::number)
                .limit()
                .update();
    }

    @Override
    public Set<DeliveryId> makeDue(Transaction tx, Collection<DeliveryId> ids, Instant now) throws SQLException {
        Set<DeliveryId> due = new HashSet<>();
        for (var part : MAKE_DUE.over(texts(ids), id -> id, Reach.PARTITIONS).entrySet()) {
            try (ResultSet row = new Unnest<>(tx.prepared(part.getKey()).time(now), part.getValue())
                    .text(id -> id)
                    .limit()
                    .query()) {
                while (row.next()) {
                    due.add(new DeliveryId(row.getString(1)));
                }
            }
        }
        return due;
    }

    @Override
    public void makeWait(Transaction tx, Collection<DeliveryId> ids) throws SQLException {
        for (var part : MAKE_WAIT.over(texts(ids), id -> id, Reach.PARTITIONS).entrySet()) {
            new Unnest<>(tx.prepared(part.getKey()), part.getValue())
                    .text(id -> id)
                    .limit()
                    .update();
        }
    }

    private static List<String> texts(Collection<DeliveryId> ids) {
        return ids.stream().map(DeliveryId::value).sorted().toList();
    }
}
