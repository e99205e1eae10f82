package dev.tidings.store.jdbc.sqlite;

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

/**
 * Removes finished notifications in bounded batches, oldest first. A sweep remembers its position, so that old
 * notifications with unfinished deliveries are read once per sweep instead of once per batch. A batch that is not
 * full ends the sweep.
 */
final class SqliteRetention extends Housekeeping {
    static final Sql CANDIDATES = Sql.of("""
        SELECT n.seq, n.id, EXISTS (
            SELECT 1
            FROM deliveries d
            WHERE d.notification_seq = n.seq AND (d.finished_at IS NULL OR d.finished_at >= :before
                OR (d.status = 'dead' AND d.queue IS NOT NULL AND EXISTS (
                    SELECT 1
                    FROM queued_deliveries q
                    WHERE q.queue = d.queue AND q.queue_position = d.queue_position AND q.delivery_id = d.id
                )))
        ) OR EXISTS (
            SELECT 1 FROM expansions e WHERE e.notification_id = n.id AND e.due_at IS NOT NULL
        ) AS kept
        FROM notifications n
        WHERE n.id > :reached AND n.id < :end
        ORDER BY n.id
        """);

    private static final Sql UNFINISHED = Sql.of("""
        SELECT 1
        FROM deliveries d
        WHERE d.notification_seq = :seq AND (d.finished_at IS NULL OR d.finished_at >= :before
                OR (d.status = 'dead' AND d.queue IS NOT NULL AND EXISTS (
                    SELECT 1
                    FROM queued_deliveries q
                    WHERE q.queue = d.queue AND q.queue_position = d.queue_position AND q.delivery_id = d.id
                )))
        UNION ALL
        SELECT 1
        FROM notifications n
        JOIN expansions e ON e.notification_id = n.id
        WHERE n.seq = :seq AND e.due_at IS NOT NULL
        LIMIT 1
        """);

    private static final Sql REMOVE_ATTEMPTS = Sql.of("""
        DELETE FROM attempts
        WHERE delivery_seq IN (SELECT seq FROM deliveries WHERE notification_seq = :seq)
        """);

    private static final Sql REMOVE_DELIVERIES = Sql.of("""
        DELETE FROM deliveries WHERE notification_seq = :seq
        """);

    private static final Sql REMOVE_DEDUPE = Sql.of("""
        DELETE FROM dedupe WHERE notification_seq = :seq
        """);

    private static final Sql REMOVE_REUSING = Sql.of("""
        DELETE FROM reuses WHERE notification_seq = :seq
        """);

    private static final Sql REMOVE_REUSED = Sql.of("""
        DELETE FROM reuses WHERE reused_seq = :seq
        """);

    private static final Sql REMOVE_EXPANSION = Sql.of("""
        DELETE FROM expansions WHERE notification_id = (SELECT id FROM notifications WHERE seq = :seq)
        """);

    private static final Sql REMOVE_LABELS = Sql.of("""
        DELETE FROM notification_labels WHERE notification_id = (SELECT id FROM notifications WHERE seq = :seq)
        """);

    private static final Sql REMOVE_REPLACEMENTS = Sql.of("""
        DELETE FROM replacements WHERE notification_id = (SELECT id FROM notifications WHERE seq = :seq)
        """);

    private static final Sql REMOVE_NOTIFICATIONS = Sql.of("""
        DELETE FROM notifications WHERE seq = :seq
        """);

    // In this order: rows that refer to a notification are removed before it.
    private static final List<Sql> REMOVE = List.of(
            REMOVE_ATTEMPTS,
            REMOVE_DELIVERIES,
            REMOVE_DEDUPE,
            REMOVE_REUSING,
            REMOVE_REUSED,
            REMOVE_EXPANSION,
            REMOVE_LABELS,
            REMOVE_REPLACEMENTS,
            REMOVE_NOTIFICATIONS);

    static final Sql REMOVE_KEYS = Sql.of("""
        DELETE FROM idempotency
        WHERE (tenant, producer, idempotency_key) IN (
            SELECT tenant, producer, idempotency_key
            FROM idempotency
            WHERE created_at < :before
            ORDER BY created_at
            LIMIT :limit
        )
        """);

    private static final NotificationId START = NotificationId.first(Instant.MIN);

    private final Database database;
    private NotificationId reached = START;

    SqliteRetention(Database database) {
        super(database, REMOVE_KEYS);
        this.database = database;
    }

    synchronized void restart() {
        reached = START;
    }

    @Override
    public synchronized int removeFinished(Instant before, int limit) {
        // On a read connection: a sweep over many old, unfinished notifications must not delay commits.
        List<Long> finished = database.read("look for finished notifications", tx -> finished(tx, before, limit));
        if (finished.isEmpty()) {
            return 0;
        }
        return database.write("remove finished notifications", tx -> {
            int removed = 0;
            for (long seq : finished) {
                if (stillFinished(tx, seq, before)) {
                    for (Sql sql : REMOVE) {
                        tx.prepared(sql).number("seq", seq).update();
                    }
                    removed++;
                }
            }
            return removed;
        });
    }

    private List<Long> finished(Transaction tx, Instant before, int limit) throws SQLException {
        List<Long> found = new ArrayList<>();
        try (ResultSet row = tx.prepared(CANDIDATES)
                .time("before", before)
                .id("reached", reached)
                .id("end", NotificationId.first(before))
                .query()) {
            while (found.size() < limit && row.next()) {
                reached = Columns.notification(row, "id");
                if (!row.getBoolean("kept")) {
                    found.add(row.getLong("seq"));
                }
            }
        }
        if (found.size() < limit) {
            reached = START;
        }
        return found;
    }

    /** Checks again, since the notification may have been replayed after the read. */
    private static boolean stillFinished(Transaction tx, long seq, Instant before) throws SQLException {
        return !tx.prepared(UNFINISHED)
                .number("seq", seq)
                .time("before", before)
                .exists();
    }
}
