package dev.tidings.bench.engine;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** Fills a database with finished deliveries of the measured channel by plain inserts. */
final class FinishedDeliveries {
    private static final String NOTIFICATIONS = """
        WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < ?)
        INSERT INTO notifications (seq, id, tenant, producer, idempotency_key, type, accepted_at, payload)
        SELECT i, unhex(printf('%032x', i)), 'default', 'bench', 'old-' || i, 'build.finished', 1700000000000 + i,
          CAST('{"n":1}' AS BLOB)
        FROM numbers
        """;
    private static final String DELIVERIES = """
        WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < ?)
        INSERT INTO deliveries (seq, id, notification_seq, tenant, channel, recipient, status, reason, finished_at,
          attempts_used, attempt_number, attempt_started_at, attempt_ended_at, attempt_result, provider_status)
        SELECT i, unhex(printf('%032x', i)), i, 'default', ?, 'user:' || (i % 5000),
          CASE i % 100 WHEN 0 THEN 'dead' WHEN 1 THEN 'skipped' ELSE 'sent' END,
          CASE i % 100 WHEN 0 THEN 'attempts_exhausted' WHEN 1 THEN 'recipient_missing' END,
          1700000000100 + i, 1, 1, 1700000000000 + i, 1700000000100 + i, 'sent', 200
        FROM numbers
        """;

    private FinishedDeliveries() {}

    /** The database must have the schema and no rows, and must not be open elsewhere. */
    static void insert(Path file, int count) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement unsafe = connection.createStatement()) {
            unsafe.execute("PRAGMA synchronous = OFF");
            connection.setAutoCommit(false);
            try (PreparedStatement notifications = connection.prepareStatement(NOTIFICATIONS);
                    PreparedStatement deliveries = connection.prepareStatement(DELIVERIES)) {
                notifications.setInt(1, count);
                notifications.executeUpdate();
                deliveries.setInt(1, count);
                deliveries.setString(2, NoopChannel.NAME);
                deliveries.executeUpdate();
            }
            connection.commit();
        }
    }
}
