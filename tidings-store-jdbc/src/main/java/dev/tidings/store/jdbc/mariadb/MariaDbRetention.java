package dev.tidings.store.jdbc.mariadb;

import dev.tidings.core.id.NotificationId;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.Housekeeping;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Removes finished notifications in bounded batches, oldest first. A sweep remembers its position, so that old
 * notifications with unfinished deliveries are read once per sweep instead of once per batch. A batch that is not
 * full ends the sweep.
 */
final class MariaDbRetention extends Housekeeping {
    private static final int ROWS_PER_READ = 1_000;

    static final Sql CANDIDATES = Sql.of("""
        SELECT n.id, EXISTS (
            SELECT 1
            FROM deliveries d
            WHERE d.notification_id = n.id AND (d.finished_at IS NULL OR d.finished_at >= :before
                OR (d.status = 'dead' AND d.queue IS NOT NULL AND EXISTS (
                    SELECT 1
                    FROM queued_deliveries q
                    WHERE q.queue = d.queue AND q.queue_position = d.queue_position AND q.delivery_id = d.id
                )))
        ) OR EXISTS (
            SELECT 1 FROM expansions e WHERE e.notification_id = n.id AND e.due_at IS NOT NULL
        ) AS kept
        FROM notifications n FORCE INDEX (PRIMARY)
        WHERE n.id > :reached AND n.id < :end
        ORDER BY n.id
        LIMIT :rows
        """);

    // The condition is selected and not in the WHERE clause, where rows that do not match would be unlocked again.
    private static final Sql LOCK = Sql.of("""
        SELECT d.notification_id, d.finished_at IS NULL OR d.finished_at >= :before
                OR (d.status = 'dead' AND d.queue IS NOT NULL AND EXISTS (
                    SELECT 1
                    FROM queued_deliveries q
                    WHERE q.queue = d.queue AND q.queue_position = d.queue_position AND q.delivery_id = d.id
                )) AS kept
        FROM deliveries d FORCE INDEX (deliveries_of_notification)
        WHERE d.notification_id IN ({:id})
        FOR UPDATE
        """);

    private static final Sql REMOVE_ATTEMPTS = Sql.of("""
        DELETE a
        FROM deliveries d
        STRAIGHT_JOIN attempts a ON a.delivery_id = d.id
        WHERE d.notification_id IN ({:id})
        """);

    private static final Sql REMOVE_DELIVERIES = Sql.of("""
        DELETE FROM deliveries WHERE notification_id IN ({:id})
        """);

    private static final Sql REMOVE_DEDUPE = Sql.of("""
        DELETE FROM dedupe WHERE notification_id IN ({:id})
        """);

    private static final Sql REMOVE_REUSING = Sql.of("""
        DELETE FROM reuses WHERE notification_id IN ({:id})
        """);

    private static final Sql REMOVE_REUSED = Sql.of("""
        DELETE FROM reuses WHERE reused_id IN ({:id})
        """);

    private static final Sql REMOVE_EXPANSIONS = Sql.of("""
        DELETE FROM expansions WHERE notification_id IN ({:id})
        """);

    private static final Sql REMOVE_LABELS = Sql.of("""
        DELETE FROM notification_labels WHERE notification_id IN ({:id})
        """);

    private static final Sql REMOVE_REPLACEMENTS = Sql.of("""
        DELETE FROM replacements WHERE notification_id IN ({:id})
        """);

    private static final Sql REMOVE_NOTIFICATIONS = Sql.of("""
        DELETE FROM notifications WHERE id IN ({:id})
        """);

    // In this order: rows that refer to a notification are removed before it.
    private static final List<Sql> REMOVE = List.of(
            REMOVE_ATTEMPTS,
            REMOVE_DELIVERIES,
            REMOVE_DEDUPE,
            REMOVE_REUSING,
            REMOVE_REUSED,
            REMOVE_EXPANSIONS,
            REMOVE_LABELS,
            REMOVE_REPLACEMENTS,
            REMOVE_NOTIFICATIONS);

    private static final Sql REMOVE_KEYS = Sql.of("""
        DELETE FROM idempotency
        WHERE created_at < :before
        ORDER BY created_at
        LIMIT :limit
        """);

    private static final NotificationId START = NotificationId.first(Instant.MIN);

    private final Database database;
    private NotificationId reached = START;

    MariaDbRetention(Database database) {
        super(database, REMOVE_KEYS);
        this.database = database;
    }

    synchronized void restart() {
        reached = START;
    }

    @Override
    public synchronized int removeFinished(Instant before, int limit) {
        List<NotificationId> finished =
                database.read("look for finished notifications", tx -> finished(tx, before, limit));
        if (finished.isEmpty()) {
            return 0;
        }
        return database.write("remove finished notifications", tx -> {
            int removed = 0;
            for (List<NotificationId> some : StatementLists.pieces(new TreeSet<>(finished))) {
                List<NotificationId> still = lockFinished(tx, some, before);
                if (!still.isEmpty()) {
                    removed += remove(tx, still);
                }
            }
            return removed;
        });
    }

    private List<NotificationId> finished(Transaction tx, Instant before, int limit) throws SQLException {
        List<NotificationId> found = new ArrayList<>();
        boolean more = true;
        while (more && found.size() < limit) {
            more = look(tx, before, limit, found);
        }
        if (!more) {
            reached = START;
        }
        return found;
    }

    /** Reads more candidates; returns whether others may follow. */
    private boolean look(Transaction tx, Instant before, int limit, List<NotificationId> found) throws SQLException {
        int looked = 0;
        try (ResultSet row = tx.prepared(CANDIDATES)
                .time("before", before)
                .id("reached", reached)
                .id("end", NotificationId.first(before))
                .number("rows", ROWS_PER_READ)
                .query()) {
            while (found.size() < limit && row.next()) {
                looked++;
                reached = Columns.notification(row, "id");
                if (!row.getBoolean("kept")) {
                    found.add(reached);
                }
            }
        }
        return looked == ROWS_PER_READ || found.size() == limit;
    }

    /** Locks those that are still finished: they may have been replayed since the read. */
    private static List<NotificationId> lockFinished(Transaction tx, List<NotificationId> ids, Instant before)
            throws SQLException {
        TreeSet<NotificationId> finished = new TreeSet<>(ids);
        try (ResultSet row = tx.prepared(LOCK.repeat("id", ids.size()))
                .time("before", before)
                .ids("id", ids)
                .query()) {
            while (row.next()) {
                if (row.getBoolean("kept")) {
                    finished.remove(Columns.notification(row, "notification_id"));
                }
            }
        }
        return List.copyOf(finished);
    }

    private static int remove(Transaction tx, List<NotificationId> ids) throws SQLException {
        int last = 0;
        for (Sql remove : REMOVE) {
            last = tx.prepared(remove.repeat("id", ids.size())).ids("id", ids).update();
        }
        return last;
    }
}
