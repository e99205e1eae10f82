package dev.tidings.store.jdbc.mariadb;

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
import java.util.TreeSet;

/**
 * Forgets in bounded batches, oldest first. A sweep remembers how far it came, so that old notifications that are still
 * under way are looked at once a sweep and not once a batch; a batch that does not fill ends the sweep.
 */
final class MariaDbRetention extends Housekeeping {
    private static final int LOOKED_AT_A_TIME = 1_000;
    static final String CANDIDATES = "SELECT n.id, n.accepted_at, EXISTS (SELECT 1 FROM deliveries d"
            + " WHERE d.notification_id = n.id AND (d.finished_at IS NULL OR d.finished_at >= ?)) AS kept"
            + " FROM notifications n FORCE INDEX (notifications_by_age)"
            + " WHERE n.accepted_at < ? AND n.accepted_at >= ? AND (n.accepted_at > ? OR n.id > ?)"
            + " ORDER BY n.accepted_at, n.id LIMIT " + LOOKED_AT_A_TIME;

    // The condition is not in the WHERE: rows that do not match would be unlocked again.
    private static final String LOCK = "SELECT d.notification_id, d.finished_at IS NULL OR d.finished_at >= ?"
            + " FROM deliveries d FORCE INDEX (deliveries_of_notification) WHERE ";
    private static final String REMOVE_ATTEMPTS =
            "DELETE a FROM deliveries d STRAIGHT_JOIN attempts a ON a.delivery_id = d.id WHERE ";
    private static final String REMOVE_KEYS =
            "DELETE FROM idempotency WHERE created_at < ? ORDER BY created_at LIMIT ?";

    private static final MariaDbDialect DIALECT = MariaDbDialect.INSTANCE;
    private static final Position START = new Position(0, "");

    private final Database database;
    private Position reached = START;

    private record Position(long acceptedAt, String id) {}

    /** Deletes rows of these notifications from a table. */
    private record Removal(String table, String column) {}

    private static final List<Removal> REMOVALS = List.of(
            new Removal("deliveries", "notification_id"),
            new Removal("dedupe", "notification_id"),
            new Removal("reuses", "notification_id"),
            new Removal("reuses", "reused_id"),
            new Removal("notifications", "id"));

    MariaDbRetention(Database database) {
        super(database, REMOVE_KEYS);
        this.database = database;
    }

    synchronized void restart() {
        reached = START;
    }

    @Override
    public synchronized int removeFinished(Instant before, int limit) {
        List<String> finished =
                database.read("look for what is finished", handle -> finished(handle.getConnection(), before, limit));
        if (finished.isEmpty()) {
            return 0;
        }
        return database.write("remove finished notifications", tx -> {
            int removed = 0;
            for (List<String> some : Lists.pieces(new TreeSet<>(finished))) {
                List<String> still = lockFinished(tx, some, before);
                if (!still.isEmpty()) {
                    removed += remove(tx, still);
                }
            }
            return removed;
        });
    }

    private List<String> finished(Connection connection, Instant before, int limit) throws SQLException {
        List<String> found = new ArrayList<>();
        boolean more = true;
        while (more && found.size() < limit) {
            more = look(connection, before, limit, found);
        }
        if (!more) {
            reached = START;
        }
        return found;
    }

    /** Looks at some more; whether there may be others after them. */
    private boolean look(Connection connection, Instant before, int limit, List<String> found) throws SQLException {
        int looked = 0;
        try (PreparedStatement candidates = connection.prepareStatement(CANDIDATES);
                ResultSet row = new Binding(candidates)
                        .time(before)
                        .time(before)
                        .number(reached.acceptedAt())
                        .number(reached.acceptedAt())
                        .text(reached.id())
                        .query()) {
            while (found.size() < limit && row.next()) {
                looked++;
                reached = new Position(row.getLong("accepted_at"), row.getString("id"));
                if (!row.getBoolean("kept")) {
                    found.add(reached.id());
                }
            }
        }
        return looked == LOOKED_AT_A_TIME || found.size() == limit;
    }

    /** A replay may have come between the look and the removal, and may not come any more. */
    private static List<String> lockFinished(Transaction tx, List<String> ids, Instant before) throws SQLException {
        TreeSet<String> finished = new TreeSet<>(ids);
        try (ResultSet row = DIALECT.bindAmong(
                        tx.prepared(LOCK + DIALECT.among("d.notification_id", ids.size()) + " FOR UPDATE")
                                .time(before),
                        ids)
                .query()) {
            while (row.next()) {
                if (row.getBoolean(2)) {
                    finished.remove(row.getString(1));
                }
            }
        }
        return List.copyOf(finished);
    }

    private static int remove(Transaction tx, List<String> ids) throws SQLException {
        DIALECT.bindAmong(tx.prepared(REMOVE_ATTEMPTS + DIALECT.among("d.notification_id", ids.size())), ids)
                .update();
        int last = 0;
        for (Removal removal : REMOVALS) {
            last = DIALECT.bindAmong(
                            tx.prepared("DELETE FROM " + removal.table() + " WHERE "
                                    + DIALECT.among(removal.column(), ids.size())),
                            ids)
                    .update();
        }
        return last;
    }
}
