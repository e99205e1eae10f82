package dev.tidings.store.jdbc.sqlite;

import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.Housekeeping;
import dev.tidings.store.jdbc.Transaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Forgets in bounded batches, oldest first. A sweep remembers how far it came, so that old notifications that are still
 * under way are looked at once a sweep and not once a batch; a batch that does not fill ends the sweep.
 */
final class SqliteRetention extends Housekeeping {
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

    private static final Position START = new Position(Long.MIN_VALUE, 0);

    private final Database database;
    private Position reached = START;

    private record Position(long acceptedAt, long seq) {}

    SqliteRetention(Database database) {
        super(database, REMOVE_KEYS);
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
