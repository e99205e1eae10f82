package dev.tidings.store.jdbc.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HexFormat;

/** Fills tables with finished deliveries by plain inserts. */
final class FinishedRows {
    private FinishedRows() {}

    /** Inserts notifications of one minute, each with one sent delivery; ids end with a number. */
    static void insert(Connection connection, Instant minute, int rows) throws SQLException {
        long ms = minute.toEpochMilli();
        String id = "decode('" + HexFormat.of().toHexDigits(ms, 12) + "' || lpad(to_hex(i), 20, '0'), 'hex')";
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO notifications (id, tenant, producer, idempotency_key, type, accepted_at)"
                    + " SELECT " + id + ", 'default', 'shop', 'key-" + ms
                    + "-' || i, 'order.paid', "
                    + ms + " FROM generate_series(1, " + rows + ") i");
            statement.execute("INSERT INTO deliveries (id, notification_id, tenant, channel, recipient, status,"
                    + " finished_at, attempt_number, attempt_started_at, attempt_ended_at, attempt_result)"
                    + " SELECT " + id + ", " + id
                    + ", 'default', 'webhook', 'user:' || i % 50000, 'sent', " + ms + ", 1, " + ms + ", " + ms
                    + ", 'sent' FROM generate_series(1, " + rows + ") i");
            statement.execute(
                    "INSERT INTO idempotency (tenant, producer, idempotency_key, notification_id, fingerprint,"
                            + " created_at) SELECT 'default', 'shop', 'key-" + ms + "-' || i, " + id + ", '\\x00', "
                            + ms + " + i FROM generate_series(1, " + rows + ") i");
        }
    }
}
