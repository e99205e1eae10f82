package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.id.NotificationId;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.Housekeeping;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes notifications by dropping whole days, whose cost does not depend on their size. A day with unfinished
 * deliveries is emptied in bounded batches instead. So notifications are kept up to a day longer than configured.
 */
final class PostgresRetention extends Housekeeping {
    // OFFSET 0 keeps the planner from reading all of queued_deliveries into a hash table.
    static final Sql FINISHED = Sql.of("""
        SELECT n.id
        FROM notifications n
        WHERE n.id >= :from AND n.id < :to AND NOT EXISTS (
            SELECT 1
            FROM deliveries d
            WHERE d.notification_id = n.id AND (d.finished_at IS NULL OR d.finished_at >= :before
                OR (d.status = 'dead' AND d.queue IS NOT NULL AND EXISTS (
                    SELECT 1
                    FROM queued_deliveries q
                    WHERE q.queue = d.queue AND q.queue_position = d.queue_position AND q.delivery_id = d.id
                    OFFSET 0
                )))
        ) AND NOT EXISTS (
            SELECT 1 FROM expansions e WHERE e.notification_id = n.id AND e.due_at IS NOT NULL
        )
        ORDER BY n.id
        LIMIT :limit
        """);

    private static final Sql LOCK_FINISHED = Sql.of("""
        SELECT d.notification_id, d.finished_at IS NULL OR d.finished_at >= :before
                OR (d.status = 'dead' AND d.queue IS NOT NULL AND EXISTS (
                    SELECT 1
                    FROM queued_deliveries q
                    WHERE q.queue = d.queue AND q.queue_position = d.queue_position AND q.delivery_id = d.id
                    OFFSET 0
                )) AS kept
        FROM deliveries d
        WHERE d.notification_id = ANY (:ids)
        ORDER BY d.id
        FOR UPDATE
        """);

    private static final Sql REMOVE_ATTEMPTS = Sql.of("""
        DELETE FROM attempts
        WHERE delivery_id IN (SELECT id FROM deliveries WHERE notification_id = ANY (:ids))
        """);

    private static final Sql REMOVE_DELIVERIES = Sql.of("""
        DELETE FROM deliveries WHERE notification_id = ANY (:ids)
        """);

    private static final Sql REMOVE_DEDUPE_BY_IDS = Sql.of("""
        DELETE FROM dedupe WHERE notification_id = ANY (:ids)
        """);

    private static final Sql REMOVE_REUSING_BY_IDS = Sql.of("""
        DELETE FROM reuses WHERE notification_id = ANY (:ids)
        """);

    private static final Sql REMOVE_REUSED_BY_IDS = Sql.of("""
        DELETE FROM reuses WHERE reused_id = ANY (:ids)
        """);

    private static final Sql REMOVE_EXPANSIONS_BY_IDS = Sql.of("""
        DELETE FROM expansions WHERE notification_id = ANY (:ids)
        """);

    private static final Sql REMOVE_LABELS_BY_IDS = Sql.of("""
        DELETE FROM notification_labels WHERE notification_id = ANY (:ids)
        """);

    private static final Sql REMOVE_REPLACEMENTS_BY_IDS = Sql.of("""
        DELETE FROM replacements WHERE notification_id = ANY (:ids)
        """);

    private static final Sql REMOVE_NOTIFICATIONS = Sql.of("""
        DELETE FROM notifications WHERE id = ANY (:ids)
        """);

    // In this order: rows that refer to a notification are removed before it.
    private static final List<Sql> REMOVE = List.of(
            REMOVE_ATTEMPTS,
            REMOVE_DELIVERIES,
            REMOVE_DEDUPE_BY_IDS,
            REMOVE_REUSING_BY_IDS,
            REMOVE_REUSED_BY_IDS,
            REMOVE_EXPANSIONS_BY_IDS,
            REMOVE_LABELS_BY_IDS,
            REMOVE_REPLACEMENTS_BY_IDS,
            REMOVE_NOTIFICATIONS);

    static final Sql REMOVE_KEYS = Sql.of("""
        DELETE FROM idempotency
        WHERE ctid = ANY (ARRAY (
            SELECT ctid FROM idempotency WHERE created_at < :before ORDER BY created_at LIMIT :limit
        ))
        """);

    // Waiting deliveries are found by their index, so the whole day is read only if there are none.
    private static final Sql HELD_BACK = Sql.of("""
        SELECT EXISTS (SELECT 1 FROM %partition% WHERE due_at IS NOT NULL)
            OR EXISTS (SELECT 1 FROM %partition% d WHERE d.finished_at IS NULL OR d.finished_at >= :before
                OR (d.status = 'dead' AND d.queue IS NOT NULL AND EXISTS (
                    SELECT 1
                    FROM queued_deliveries q
                    WHERE q.queue = d.queue AND q.queue_position = d.queue_position AND q.delivery_id = d.id
                    OFFSET 0
                )))
            OR EXISTS (
                SELECT 1
                FROM expansions
                WHERE due_at IS NOT NULL AND notification_id >= :from AND notification_id < :to
            ) AS found
        """);

    // One node at a time and without concurrent replays; the other nodes do nothing.
    private static final Sql LOCK = Sql.of("""
        SELECT pg_try_advisory_xact_lock(7305710916) AS locked
        """);

    // Dropping waits for readers of the table, and others wait behind it: so it does not wait for long and retries
    // later.
    private static final Sql LOCK_TIMEOUT = Sql.of("""
        SET LOCAL lock_timeout = '1s'
        """);

    private static final Sql COUNT = Sql.of("""
        SELECT count(*) AS notifications FROM %partition%
        """);

    private static final Sql DROP = Sql.of("""
        DROP TABLE %partition%
        """);

    private static final Sql REMOVE_DEDUPE = Sql.of("""
        DELETE FROM dedupe
        WHERE digest IN (SELECT digest FROM dedupe WHERE notification_id >= :from AND notification_id < :to LIMIT :limit)
        """);

    private static final Sql REMOVE_REUSING = Sql.of("""
        DELETE FROM reuses
        WHERE (notification_id, delivery_id) IN (SELECT notification_id, delivery_id FROM reuses WHERE notification_id >= :from AND notification_id < :to LIMIT :limit)
        """);

    private static final Sql REMOVE_REUSED = Sql.of("""
        DELETE FROM reuses
        WHERE (notification_id, delivery_id) IN (SELECT notification_id, delivery_id FROM reuses WHERE reused_id >= :from AND reused_id < :to LIMIT :limit)
        """);

    private static final Sql REMOVE_EXPANSIONS = Sql.of("""
        DELETE FROM expansions
        WHERE notification_id IN (
            SELECT notification_id FROM expansions WHERE notification_id >= :from AND notification_id < :to LIMIT :limit
        )
        """);

    private static final Sql REMOVE_LABELS = Sql.of("""
        DELETE FROM notification_labels
        WHERE (tenant, kind, value, notification_id) IN (
            SELECT tenant, kind, value, notification_id
            FROM notification_labels
            WHERE notification_id >= :from AND notification_id < :to
            LIMIT :limit
        )
        """);

    private static final Sql REMOVE_REPLACEMENTS = Sql.of("""
        DELETE FROM replacements
        WHERE (tenant, cancel_key) IN (
            SELECT tenant, cancel_key
            FROM replacements
            WHERE notification_id >= :from AND notification_id < :to
            LIMIT :limit
        )
        """);

    private static final Logger LOG = LoggerFactory.getLogger(PostgresRetention.class);
    private static final int ROWS_PER_BATCH = 10_000;

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
            boolean heldBack = database.read("look for unfinished deliveries", tx -> heldBack(tx, one, before));
            removed += heldBack ? removeFinished(day, before, limit - removed) : drop(day, before);
        }
        return removed;
    }

    private static boolean heldBack(Transaction tx, LocalDate day, Instant before) throws SQLException {
        return tx.prepared(HELD_BACK.naming("partition", Partitions.Table.DELIVERIES.partition(day)))
                .time("before", before)
                .id("from", Partitions.first(day))
                .id("to", Partitions.first(day.plusDays(1)))
                .one(row -> row.getBoolean("found"));
    }

    private int removeFinished(LocalDate day, Instant before, int limit) {
        return database.write("remove finished notifications", tx -> {
            List<NotificationId> ids = tx.prepared(FINISHED)
                    .id("from", Partitions.first(day))
                    .id("to", Partitions.first(day.plusDays(1)))
                    .time("before", before)
                    .number("limit", limit)
                    .list(row -> Columns.notification(row, "id"));
            List<NotificationId> still = ids.isEmpty() ? ids : lockFinished(tx, ids, before);
            for (Sql sql : still.isEmpty() ? List.<Sql>of() : REMOVE) {
                tx.prepared(sql).ids("ids", still).update();
            }
            return still.size();
        });
    }

    /** Locks those that are still finished: they may have been replayed since the read. */
    private static List<NotificationId> lockFinished(Transaction tx, List<NotificationId> ids, Instant before)
            throws SQLException {
        Set<NotificationId> finished = new LinkedHashSet<>(ids);
        try (ResultSet row = tx.prepared(LOCK_FINISHED)
                .time("before", before)
                .ids("ids", ids)
                .query()) {
            while (row.next()) {
                if (row.getBoolean("kept")) {
                    finished.remove(Columns.notification(row, "notification_id"));
                }
            }
        }
        return List.copyOf(finished);
    }

    /** Returns the number of removed notifications; 0 if another node drops days or readers hold locks. */
    private int drop(LocalDate day, Instant before) {
        removeServed(day);
        try {
            int removed = database.write("drop a day", tx -> locked(tx) ? drop(tx, day, before) : 0);
            if (removed > 0) {
                LOG.info("notifications dropped; count={} day={}", removed, day);
            }
            return removed;
        } catch (RuntimeException busy) {
            LOG.info(
                    "notifications not dropped; retrying with the next sweep; day={} cause={}", day, busy.getMessage());
            return 0;
        }
    }

    private static boolean locked(Transaction tx) throws SQLException {
        return tx.prepared(LOCK).one(row -> row.getBoolean("locked"));
    }

    private static int drop(Transaction tx, LocalDate day, Instant before) throws SQLException {
        if (!Partitions.exists(tx, day)) {
            return 0;
        }
        // Checks again for replays since the read; later replays wait and then find nothing.
        if (heldBack(tx, day, before)) {
            return 0;
        }
        int removed = tx.prepared(COUNT.naming("partition", Partitions.Table.NOTIFICATIONS.partition(day)))
                .one(row -> row.getInt("notifications"));
        tx.execute(LOCK_TIMEOUT);
        for (Partitions.Table table : Partitions.Table.values()) {
            tx.execute(DROP.naming("partition", table.partition(day)));
        }
        return removed;
    }

    /** Removes rows that refer to notifications of the day from tables that have no partitions. */
    private void removeServed(LocalDate day) {
        for (Sql sql : List.of(
                REMOVE_DEDUPE, REMOVE_REUSING, REMOVE_REUSED, REMOVE_EXPANSIONS, REMOVE_LABELS, REMOVE_REPLACEMENTS)) {
            int removed = ROWS_PER_BATCH;
            while (removed == ROWS_PER_BATCH) {
                removed = database.write(
                        "remove dedupe keys",
                        tx -> tx.prepared(sql)
                                .id("from", Partitions.first(day))
                                .id("to", Partitions.first(day.plusDays(1)))
                                .number("limit", ROWS_PER_BATCH)
                                .update());
            }
        }
    }
}
