package dev.tidings.store.jdbc.mariadb;

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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Rows of queues. The ends of many queues are first read from the index and then locked by their numbers; where a row was removed
 * in between, the end is read again.
 */
final class MariaDbQueueRows implements QueueRows {
    private static final Sql FIRST_PLACES = Sql.of("""
        SELECT queue, min(queue_position) AS queue_position
        FROM queued_deliveries
        WHERE queue IN ({:queue})
        GROUP BY queue
        """);

    private static final Sql LAST_PLACES = Sql.of("""
        SELECT queue, max(queue_position) AS queue_position
        FROM queued_deliveries
        WHERE queue IN ({:queue})
        GROUP BY queue
        """);

    private static final Sql ROWS = Sql.of("""
        SELECT queue, queue_position, delivery_id
        FROM queued_deliveries FORCE INDEX (by_position)
        WHERE queue_position IN ({:position})
        """);

    private static final Sql ROWS_KEPT = Sql.of("""
        SELECT queue, queue_position, delivery_id
        FROM queued_deliveries FORCE INDEX (by_position)
        WHERE queue_position IN ({:position})
        LOCK IN SHARE MODE
        """);

    private static final Sql ROWS_ENDING = Sql.of("""
        SELECT queue, queue_position, delivery_id
        FROM queued_deliveries FORCE INDEX (by_position)
        WHERE queue_position IN ({:position})
        FOR UPDATE
        """);

    private static final Sql INSERT = Sql.of("""
        INSERT INTO queued_deliveries (queue, delivery_id)
        VALUES {(:queue, :id)}
        RETURNING delivery_id, queue_position
        """);

    private static final Sql DELETE = Sql.of("""
        DELETE FROM queued_deliveries WHERE queue_position IN ({:position})
        """);

    private static final Sql WAITING = Sql.of("""
        SELECT d.id
        FROM deliveries d FORCE INDEX (PRIMARY)
        WHERE d.due_at = :waiting AND d.id IN ({:id})
        """);

    private static final Sql MAKE_DUE = Sql.of("""
        UPDATE deliveries SET due_at = :now WHERE id = :id AND due_at = :waiting
        """);

    private static final Sql MAKE_WAIT = Sql.of("""
        UPDATE deliveries SET due_at = :waiting WHERE id IN ({:id})
        """);

    /** A locked row. */
    private record Row(String queue, First first) {}

    @Override
    public Map<String, First> firsts(Transaction tx, Collection<String> queues, Lock lock) throws SQLException {
        return ends(tx, FIRST_PLACES, queues, lock);
    }

    @Override
    public Set<String> keepLasts(Transaction tx, Collection<String> queues) throws SQLException {
        return ends(tx, LAST_PLACES, queues, Lock.KEPT).keySet();
    }

    private static Map<String, First> ends(Transaction tx, Sql end, Collection<String> queues, Lock lock)
            throws SQLException {
        Map<String, First> found = new HashMap<>();
        for (List<String> some : StatementLists.pieces(queues)) {
            Set<String> wanted = new TreeSet<>(some);
            while (!wanted.isEmpty()) {
                Set<Long> positions = positions(tx, end, wanted);
                if (positions.isEmpty()) {
                    break;
                }
                for (Row row : rows(tx, positions, lock)) {
                    found.put(row.queue(), row.first());
                    wanted.remove(row.queue());
                }
            }
        }
        return found;
    }

    /** Returns the ends of the non-empty queues; removes the empty ones from {@code wanted}. */
    private static Set<Long> positions(Transaction tx, Sql end, Set<String> wanted) throws SQLException {
        Set<Long> positions = new TreeSet<>();
        Set<String> there = new HashSet<>();
        try (ResultSet row = tx.prepared(end.repeat("queue", wanted.size()))
                .texts("queue", wanted)
                .query()) {
            while (row.next()) {
                there.add(row.getString("queue"));
                positions.add(row.getLong("queue_position"));
            }
        }
        wanted.retainAll(there);
        return positions;
    }

    private static List<Row> rows(Transaction tx, Set<Long> positions, Lock lock) throws SQLException {
        Sql sql = switch (lock) {
            case NONE -> ROWS;
            case KEPT -> ROWS_KEPT;
            case ENDING -> ROWS_ENDING;
        };
        Binding binding = tx.prepared(sql.repeat("position", positions.size()));
        for (long position : positions) {
            binding.number("position", position);
        }
        return binding.list(row -> new Row(
                row.getString("queue"),
                new First(row.getLong("queue_position"), Columns.delivery(row, "delivery_id"))));
    }

    @Override
    public Map<DeliveryId, Long> insert(Transaction tx, List<Entry> entries) throws SQLException {
        Map<DeliveryId, Long> numbers = HashMap.newHashMap(entries.size());
        for (List<Entry> some : StatementLists.pieces(entries)) {
            Binding insert = tx.prepared(INSERT.repeat("queue", some.size()));
            for (Entry entry : some) {
                insert.text("queue", entry.queue()).id("id", entry.id());
            }
            try (ResultSet row = insert.query()) {
                while (row.next()) {
                    numbers.put(Columns.delivery(row, "delivery_id"), row.getLong("queue_position"));
                }
            }
        }
        return numbers;
    }

    @Override
    public void delete(Transaction tx, List<QueuePosition> positions) throws SQLException {
        for (List<QueuePosition> some : StatementLists.pieces(positions)) {
            Binding delete = tx.prepared(DELETE.repeat("position", some.size()));
            for (QueuePosition position : some) {
                delete.number("position", position.number());
            }
            delete.update();
        }
    }

    /** Locks only deliveries that already wait: it must not wait for a claim that is about to make another one wait. */
    @Override
    public Set<DeliveryId> makeDue(Transaction tx, Collection<DeliveryId> ids, Instant waiting, Instant now)
            throws SQLException {
        Set<DeliveryId> known = new TreeSet<>();
        for (List<DeliveryId> some : StatementLists.pieces(new TreeSet<>(ids))) {
            known.addAll(tx.prepared(WAITING.repeat("id", some.size()))
                    .time("waiting", waiting)
                    .ids("id", some)
                    .list(row -> Columns.delivery(row, "id")));
        }
        Set<DeliveryId> due = new HashSet<>();
        for (DeliveryId id : known) {
            int changed = tx.prepared(MAKE_DUE)
                    .time("now", now)
                    .id("id", id)
                    .time("waiting", waiting)
                    .update();
            if (changed == 1) {
                due.add(id);
            }
        }
        return due;
    }

    @Override
    public void makeWait(Transaction tx, Collection<DeliveryId> ids, Instant waiting) throws SQLException {
        for (List<DeliveryId> some : StatementLists.pieces(new TreeSet<>(ids))) {
            tx.prepared(MAKE_WAIT.repeat("id", some.size()))
                    .time("waiting", waiting)
                    .ids("id", some)
                    .update();
        }
    }
}
