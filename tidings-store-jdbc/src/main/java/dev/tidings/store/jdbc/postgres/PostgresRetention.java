package dev.tidings.store.jdbc.postgres;

import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.Housekeeping;
import dev.tidings.store.jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets by dropping whole days, which costs the same however much was in them. A day that something unfinished holds back
 * is emptied in bounded batches instead. So a notification stays up to a day longer than asked for.
 */
final class PostgresRetention extends Housekeeping {
    static final String FINISHED = "SELECT n.id FROM notifications n WHERE n.id >= ? AND n.id < ? AND NOT EXISTS"
            + " (SELECT 1 FROM deliveries d WHERE d.notification_id = n.id"
            + " AND (d.finished_at IS NULL OR d.finished_at >= ?)) ORDER BY n.id LIMIT ?";
    private static final List<String> REMOVE = List.of(
            "DELETE FROM attempts WHERE delivery_id IN (SELECT id FROM deliveries WHERE notification_id = ANY (?))",
            "DELETE FROM deliveries WHERE notification_id = ANY (?)",
            "DELETE FROM dedupe WHERE notification_id = ANY (?)",
            "DELETE FROM reuses WHERE notification_id = ANY (?)",
            "DELETE FROM reuses WHERE reused_id = ANY (?)",
            "DELETE FROM notifications WHERE id = ANY (?)");
    static final String REMOVE_KEYS = "DELETE FROM idempotency WHERE ctid = ANY (ARRAY (SELECT ctid FROM idempotency"
            + " WHERE created_at < ? ORDER BY created_at LIMIT ?))";
    private static final String LOCK_FINISHED = "SELECT notification_id, finished_at IS NULL OR finished_at >= ?"
            + " FROM deliveries WHERE notification_id = ANY (?) ORDER BY id FOR UPDATE";
    // One node at a time, and no replay meanwhile; the others have nothing to do then.
    private static final String LOCK = "SELECT pg_try_advisory_xact_lock(" + PostgresDialect.FORGETTING + ")";
    // Dropping waits for what reads the table. Others wait behind it, so it does not wait for long and comes again.
    private static final String LOCK_TIMEOUT = "SET LOCAL lock_timeout = '1s'";

    private static final Logger LOG = LoggerFactory.getLogger(PostgresRetention.class);
    private static final int SERVED_A_BATCH = 10_000;

    private final Database database;
    private final Partitions partitions;

    PostgresRetention(Database database, Partitions partitions) {
        super(database, REMOVE_KEYS);
        this.database = database;
        this.partitions = partitions;
    }

    @Override
    public int removeFinished(Instant before, int limit) {
        partitions.makeAhead();
        LocalDate firstKept = Partitions.day(before);
        int removed = 0;
        for (LocalDate day : partitions.days()) {
            if (!day.isBefore(firstKept) || removed >= limit) {
                break;
            }
            LocalDate one = day;
            boolean heldBack = database.read("look for what is unfinished", handle -> heldBack(handle, one, before));
            removed += heldBack ? removeFinished(day, before, limit - removed) : drop(day, before);
        }
        return removed;
    }

    private static boolean heldBack(Handle handle, LocalDate day, Instant before) {
        String partition = Partitions.Table.DELIVERIES.partition(day);
        // What waits is found by its index, so that the whole day is only read when nothing does.
        return handle.createQuery("SELECT EXISTS (SELECT 1 FROM " + partition + " WHERE due_at IS NOT NULL)"
                        + " OR EXISTS (SELECT 1 FROM " + partition
                        + " WHERE finished_at IS NULL OR finished_at >= :before)")
                .bind("before", before.toEpochMilli())
                .mapTo(Boolean.class)
                .one();
    }

    private int removeFinished(LocalDate day, Instant before, int limit) {
        return database.write("remove finished notifications", tx -> {
            List<String> ids = new ArrayList<>();
            try (ResultSet row = tx.prepared(FINISHED)
                    .text(Partitions.Table.NOTIFICATIONS.from(day))
                    .text(Partitions.Table.NOTIFICATIONS.from(day.plusDays(1)))
                    .time(before)
                    .number(limit)
                    .query()) {
                while (row.next()) {
                    ids.add(row.getString(1));
                }
            }
            List<String> still = ids.isEmpty() ? ids : lockFinished(tx, ids, before);
            for (String sql : still.isEmpty() ? List.<String>of() : REMOVE) {
                tx.prepared(sql).array("text", still.toArray(String[]::new)).update();
            }
            return still.size();
        });
    }

    /** A replay may have come between the look and the removal, and may not come any more. */
    private static List<String> lockFinished(Transaction tx, List<String> ids, Instant before) throws SQLException {
        Set<String> finished = new LinkedHashSet<>(ids);
        try (ResultSet row = tx.prepared(LOCK_FINISHED)
                .time(before)
                .array("text", ids.toArray(String[]::new))
                .query()) {
            while (row.next()) {
                if (row.getBoolean(2)) {
                    finished.remove(row.getString(1));
                }
            }
        }
        return List.copyOf(finished);
    }

    /** Returns how many notifications went with the day; none when another node is at it or readers are in the way. */
    private int drop(LocalDate day, Instant before) {
        removeServed(day);
        try {
            int removed = database.write("drop a day", tx -> locked(tx) ? drop(tx, day, before) : 0);
            if (removed > 0) {
                LOG.info("dropped the {} notifications of {}", removed, day);
            }
            return removed;
        } catch (RuntimeException busy) {
            LOG.info("the notifications of {} stay until the next sweep: {}", day, busy.getMessage());
            return 0;
        }
    }

    private static boolean locked(Transaction tx) {
        return tx.handle().createQuery(LOCK).mapTo(Boolean.class).one();
    }

    private static int drop(Transaction tx, LocalDate day, Instant before) {
        if (!Partitions.exists(tx.handle(), day)) {
            return 0;
        }
        // A replay may have come since the look; from now on replays wait, and then find nothing.
        if (heldBack(tx.handle(), day, before)) {
            return 0;
        }
        int removed = tx.handle()
                .createQuery("SELECT count(*) FROM " + Partitions.Table.NOTIFICATIONS.partition(day))
                .mapTo(Integer.class)
                .one();
        tx.handle().execute(LOCK_TIMEOUT);
        for (Partitions.Table table : Partitions.Table.values()) {
            tx.handle().execute("DROP TABLE " + table.partition(day));
        }
        return removed;
    }

    /** What points at the day's notifications from tables that have no days. */
    private void removeServed(LocalDate day) {
        for (String sql : List.of(
                served("dedupe", "digest", "notification_id"),
                served("reuses", "notification_id, delivery_id", "notification_id"),
                served("reuses", "notification_id, delivery_id", "reused_id"))) {
            int removed = SERVED_A_BATCH;
            while (removed == SERVED_A_BATCH) {
                removed = database.write(
                        "remove dedupe keys",
                        tx -> tx.prepared(sql)
                                .text(Partitions.Table.NOTIFICATIONS.from(day))
                                .text(Partitions.Table.NOTIFICATIONS.from(day.plusDays(1)))
                                .number(SERVED_A_BATCH)
                                .update());
            }
        }
    }

    private static String served(String table, String key, String id) {
        return "DELETE FROM " + table + " WHERE (" + key + ") IN (SELECT " + key + " FROM " + table + " WHERE " + id
                + " >= ? AND " + id + " < ? LIMIT ?)";
    }
}
