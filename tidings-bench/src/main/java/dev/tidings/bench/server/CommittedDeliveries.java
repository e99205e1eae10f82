package dev.tidings.bench.server;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Reads a running server's database: only committed results count. */
final class CommittedDeliveries implements AutoCloseable {
    private static final long POLL_MILLIS = 1;

    private final Connection connection;
    private final PreparedStatement open;
    private final PreparedStatement sent;

    CommittedDeliveries(Path database) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:file:" + database + "?mode=ro&busy_timeout=5000");
        // Uses the index of due deliveries, so the query is cheap regardless of finished rows.
        open = connection.prepareStatement("""
            SELECT count(*) FROM deliveries WHERE due_at IS NOT NULL
            """);
        sent = connection.prepareStatement("""
            SELECT count(*) FROM deliveries WHERE status = 'sent'
            """);
    }

    /** Waits until no delivery is open; returns the time. */
    long awaitNoneOpen(Duration atMost) throws Exception {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            long left = number(open);
            long now = System.nanoTime();
            if (left == 0) {
                return now;
            }
            if (now > deadline) {
                throw new IllegalStateException(left + " deliveries are open after " + atMost.toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    void requireSent(long expected) throws SQLException {
        long found = number(sent);
        if (found != expected) {
            throw new IllegalStateException(found + " deliveries are sent in the database; expected " + expected);
        }
    }

    private static long number(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
