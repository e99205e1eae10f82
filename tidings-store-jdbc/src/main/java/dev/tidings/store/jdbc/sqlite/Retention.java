package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.store.RetentionStore;
import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.Transaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Forgets in bounded batches, oldest first. A sweep remembers how far it came, so that old notifications that are still
 * under way are looked at once a sweep and not once a batch; a batch that does not fill ends the sweep.
 */
final class Retention implements RetentionStore {
    static final String CANDIDATES = "SELECT n.seq, n.accepted_at, EXISTS (SELECT 1 FROM deliveries d"
            + " WHERE d.notification_seq = n.seq AND (d.finished_at IS NULL OR d.finished_at >= ?)) AS kept"
            + " FROM notifications n WHERE n.accepted_at < ? AND (n.accepted_at, n.seq) > (?, ?)"
            + " ORDER BY n.accepted_at, n.seq";

    private static final List<String> REMOVE = List.of(
            "DELETE FROM attempts WHERE delivery_seq IN (SELECT seq FROM deliveries WHERE notification_seq = ?)",
            "DELETE FROM deliveries WHERE notification_seq = ?",
            "DELETE FROM dedupe WHERE notification_seq = ?",
            "DELETE FROM reuses WHERE notification_seq = ?",
            "DELETE FROM reuses WHERE reused_seq = ?",
            "DELETE FROM notifications WHERE seq = ?");
    static final String REMOVE_KEYS = "DELETE FROM idempotency WHERE (tenant, producer, idempotency_key) IN"
            + " (SELECT tenant, producer, idempotency_key FROM idempotency WHERE created_at < ?"
            + " ORDER BY created_at LIMIT ?)";
    private static final String REMOVE_EVENTS = "DELETE FROM operational_events WHERE seq IN"
            + " (SELECT seq FROM operational_events WHERE happened_at < ? ORDER BY happened_at LIMIT ?)";
    private static final String REMOVE_QUARANTINED = "DELETE FROM quarantine WHERE seq IN"
            + " (SELECT seq FROM quarantine WHERE quarantined_at < ? ORDER BY quarantined_at LIMIT ?)";

    private static final String REMOVE_NODES =
            "DELETE FROM nodes WHERE instance IN" + " (SELECT instance FROM nodes WHERE last_seen_at < ? LIMIT ?)";
    private static final String REMOVE_TROUBLES = "DELETE FROM endpoint_troubles WHERE (tenant, recipient, channel) IN"
            + " (SELECT tenant, recipient, channel FROM endpoint_troubles WHERE changed_at < ? AND not_before < ?"
            + " ORDER BY changed_at LIMIT ?)";
    private static final String REMOVE_RATES = "DELETE FROM endpoint_rates WHERE (tenant, recipient, channel) IN"
            + " (SELECT tenant, recipient, channel FROM endpoint_rates WHERE next_at_us < ? LIMIT ?)";

    private static final Position START = new Position(Long.MIN_VALUE, 0);

    private final Database database;
    private Position reached = START;

    private record Position(long acceptedAt, long seq) {}

    Retention(Database database) {
        this.database = database;
    }

    synchronized void restart() {
        reached = START;
    }

    @Override
    public synchronized int removeFinished(Instant before, int limit) {
        // Beside the writer: a sweep over much that is old and under way must not hold up commits.
        List<Long> finished =
                database.read("look for what is finished", handle -> finished(handle.getConnection(), before, limit));
        if (finished.isEmpty()) {
            return 0;
        }
        return database.write("remove finished notifications", tx -> {
            int removed = 0;
            for (long seq : finished) {
                if (stillFinished(tx, seq, before)) {
                    for (String sql : REMOVE) {
                        tx.prepared(sql).number(seq).update();
                    }
                    removed++;
                }
            }
            return removed;
        });
    }

    @Override
    public int removeIdempotency(Instant before, int limit) {
        return database.write(
                "remove idempotency records",
                tx -> tx.prepared(REMOVE_KEYS).time(before).number(limit).update());
    }

    @Override
    public int removeOperational(Instant before, int limit) {
        return database.write("remove operational records", tx -> {
            int events = tx.prepared(REMOVE_EVENTS).time(before).number(limit).update();
            return events
                    + tx.prepared(REMOVE_QUARANTINED)
                            .time(before)
                            .number(limit - events)
                            .update();
        });
    }

    @Override
    public int removeIdle(Instant before, int limit) {
        return database.write("remove what is idle", tx -> {
            int nodes = tx.prepared(REMOVE_NODES).time(before).number(limit).update();
            int troubles = tx.prepared(REMOVE_TROUBLES)
                    .time(before)
                    .time(before)
                    .number(limit)
                    .update();
            return nodes
                    + troubles
                    + tx.prepared(REMOVE_RATES)
                            .number(ChronoUnit.MICROS.between(Instant.EPOCH, before))
                            .number(limit)
                            .update();
        });
    }

    private List<Long> finished(Connection connection, Instant before, int limit) throws SQLException {
        List<Long> found = new ArrayList<>();
        try (PreparedStatement candidates = connection.prepareStatement(CANDIDATES);
                ResultSet row = new Binding(candidates)
                        .time(before)
                        .time(before)
                        .number(reached.acceptedAt())
                        .number(reached.seq())
                        .query()) {
            while (found.size() < limit && row.next()) {
                reached = new Position(row.getLong("accepted_at"), row.getLong("seq"));
                if (!row.getBoolean("kept")) {
                    found.add(reached.seq());
                }
            }
        }
        if (found.size() < limit) {
            reached = START;
        }
        return found;
    }

    /** A replay may have come between the look and the removal. */
    private static boolean stillFinished(Transaction tx, long seq, Instant before) throws SQLException {
        try (ResultSet row = tx.prepared("SELECT 1 FROM deliveries WHERE notification_seq = ?"
                        + " AND (finished_at IS NULL OR finished_at >= ?) LIMIT 1")
                .number(seq)
                .time(before)
                .query()) {
            return !row.next();
        }
    }
}
