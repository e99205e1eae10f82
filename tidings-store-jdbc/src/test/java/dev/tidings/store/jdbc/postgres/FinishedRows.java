package dev.tidings.store.jdbc.postgres;

import com.github.f4b6a3.ulid.Ulid;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;

/** Fills tables with finished deliveries by plain inserts. */
final class FinishedRows {
    private FinishedRows() {}

    /** Inserts notifications of one minute, each with one sent delivery; ids end with a number. */
    static void insert(Connection connection, Instant minute, int rows) throws SQLException {
        String prefix = Ulid.min(minute.toEpochMilli()).toString().substring(0, 10);
        String number = "lpad(i::text, 16, '0')";
        long ms = minute.toEpochMilli();
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO notifications (id, tenant, producer, idempotency_key, type, accepted_at)"
                    + " SELECT 'ntf_" + prefix + "' || " + number + ", 'default', 'shop', 'key-" + prefix
                    + "-' || i, 'order.paid', "
                    + ms + " FROM generate_series(1, " + rows + ") i");
            statement.execute("INSERT INTO deliveries (id, notification_id, tenant, channel, recipient, status,"
                    + " finished_at, attempt_number, attempt_started_at, attempt_ended_at, attempt_result)"
                    + " SELECT 'dlv_" + prefix + "' || " + number + ", 'ntf_" + prefix + "' || " + number
                    + ", 'default', 'webhook', 'user:' || i % 50000, 'sent', " + ms + ", 1, " + ms + ", " + ms
                    + ", 'sent' FROM generate_series(1, " + rows + ") i");
            statement.execute(
                    "INSERT INTO idempotency (tenant, producer, idempotency_key, notification_id, fingerprint,"
                            + " created_at) SELECT 'default', 'shop', 'key-" + prefix + "-' || i, 'ntf_" + prefix
                            + "' || " + number
                            + ", '\\x00', " + ms + " + i FROM generate_series(1, " + rows + ") i");
        }
    }
}
