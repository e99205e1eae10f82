package dev.tidings.store.jdbc.mariadb;

import dev.tidings.core.delivery.QueuePlace;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.RecipientQueue;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.store.jdbc.keyed.QueueRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The ends of many queues are read from the index first and locked by their numbers then; a row that went in between is
 * looked for anew.
 */
final class MariaDbQueueRows implements QueueRows {
    static final String ENDS = "SELECT queue, %s(place) FROM queued_deliveries WHERE queue IN (";
    static final String ROWS =
            "SELECT queue, place, delivery_id FROM queued_deliveries FORCE INDEX (by_place)" + " WHERE place IN (";
    private static final String INSERT = "INSERT INTO queued_deliveries (queue, delivery_id) VALUES ";
    private static final String DELETE = "DELETE FROM queued_deliveries WHERE place IN (";
    private static final String WAITING = "SELECT d.id FROM deliveries d FORCE INDEX (PRIMARY) WHERE d.due_at = "
            + RecipientQueue.BEHIND_OTHERS.toEpochMilli() + " AND ";
    private static final String MAKE_DUE =
            "UPDATE deliveries SET due_at = ? WHERE id = ? AND due_at = " + RecipientQueue.BEHIND_OTHERS.toEpochMilli();
    private static final String MAKE_WAIT =
            "UPDATE deliveries SET due_at = " + RecipientQueue.BEHIND_OTHERS.toEpochMilli() + " WHERE ";

    private static final MariaDbDialect DIALECT = MariaDbDialect.INSTANCE;

    /** A row as it was locked. */
    private record Row(String queue, First first) {}

    @Override
    public Map<String, First> firsts(Transaction tx, Collection<String> queues, Lock lock) throws SQLException {
        return ends(tx, "min", queues, lock);
    }

    @Override
    public Set<String> keepLasts(Transaction tx, Collection<String> queues) throws SQLException {
        return ends(tx, "max", queues, Lock.KEPT).keySet();
    }

    private static Map<String, First> ends(Transaction tx, String end, Collection<String> queues, Lock lock)
            throws SQLException {
        Map<String, First> found = new HashMap<>();
        for (List<String> some : Lists.pieces(queues)) {
            Set<String> wanted = new TreeSet<>(some);
            while (!wanted.isEmpty()) {
                Set<Long> places = places(tx, end, wanted);
                if (places.isEmpty()) {
                    break;
                }
                for (Row row : rows(tx, places, lock)) {
                    found.put(row.queue(), row.first());
                    wanted.remove(row.queue());
                }
            }
        }
        return found;
    }

    /** The ends of those that are not empty; the others are wanted no more. */
    private static Set<Long> places(Transaction tx, String end, Set<String> wanted) throws SQLException {
        Set<Long> places = new TreeSet<>();
        Set<String> there = new HashSet<>();
        String sql = ENDS.formatted(end) + marks(wanted.size()) + ") GROUP BY queue";
        try (ResultSet row = DIALECT.bindAmong(tx.prepared(sql), wanted).query()) {
            while (row.next()) {
                there.add(row.getString(1));
                places.add(row.getLong(2));
            }
        }
        wanted.retainAll(there);
        return places;
    }

    private static List<Row> rows(Transaction tx, Set<Long> places, Lock lock) throws SQLException {
        String sql = ROWS + marks(places.size()) + ")"
                + switch (lock) {
                    case NONE -> "";
                    case KEPT -> " LOCK IN SHARE MODE";
                    case ENDING -> " FOR UPDATE";
                };
        Binding binding = tx.prepared(sql);
        for (long place : places) {
            binding.number(place);
        }
        List<Row> rows = new ArrayList<>();
        try (ResultSet row = binding.query()) {
            while (row.next()) {
                rows.add(new Row(row.getString(1), new First(row.getLong(2), new DeliveryId(row.getString(3)))));
            }
        }
        return rows;
    }

    @Override
    public Map<DeliveryId, Long> insert(Transaction tx, List<Entry> entries) throws SQLException {
        Map<DeliveryId, Long> numbers = HashMap.newHashMap(entries.size());
        for (List<Entry> some : Lists.pieces(entries)) {
            Binding insert = tx.prepared(INSERT + Lists.rows(some.size(), 2) + " RETURNING delivery_id, place");
            for (Entry entry : some) {
                insert.text(entry.queue()).text(entry.id().value());
            }
            try (ResultSet row = insert.query()) {
                while (row.next()) {
                    numbers.put(new DeliveryId(row.getString(1)), row.getLong(2));
                }
            }
        }
        return numbers;
    }

    @Override
    public void delete(Transaction tx, List<QueuePlace> places) throws SQLException {
        for (List<QueuePlace> some : Lists.pieces(places)) {
            Binding delete = tx.prepared(DELETE + marks(some.size()) + ")");
            for (QueuePlace place : some) {
                delete.number(place.number());
            }
            delete.update();
        }
    }

    /** Locks only those that are found to wait: a claim that is about to have another wait must not be waited for. */
    @Override
    public Set<DeliveryId> makeDue(Transaction tx, Collection<DeliveryId> ids, Instant now) throws SQLException {
        Set<String> waiting = new TreeSet<>();
        for (List<String> some : Lists.pieces(texts(ids))) {
            try (ResultSet row = DIALECT.bindAmong(tx.prepared(WAITING + DIALECT.among("d.id", some.size())), some)
                    .query()) {
                while (row.next()) {
                    waiting.add(row.getString(1));
                }
            }
        }
        Set<DeliveryId> due = new HashSet<>();
        for (String id : waiting) {
            if (tx.prepared(MAKE_DUE).time(now).text(id).update() == 1) {
                due.add(new DeliveryId(id));
            }
        }
        return due;
    }

    @Override
    public void makeWait(Transaction tx, Collection<DeliveryId> ids) throws SQLException {
        for (List<String> some : Lists.pieces(texts(ids))) {
            DIALECT.bindAmong(tx.prepared(MAKE_WAIT + DIALECT.among("id", some.size())), some)
                    .update();
        }
    }

    private static Collection<String> texts(Collection<DeliveryId> ids) {
        return new TreeSet<>(ids.stream().map(DeliveryId::value).toList());
    }

    private static String marks(int values) {
        return "?, ".repeat(values - 1) + "?";
    }
}
