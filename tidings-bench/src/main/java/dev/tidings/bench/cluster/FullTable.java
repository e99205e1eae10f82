package dev.tidings.bench.cluster;

import dev.tidings.bench.engine.NoopChannel;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;

/** Fills a database with finished and waiting deliveries by plain inserts. */
final class FullTable {
    // Ids start with the time of acceptance, which determines the partition.
    private static final int TIME_DIGITS = 12;
    private static final String IDEMPOTENCY = """
        WITH given (time, now, finished, every, channel) AS (VALUES (?::text, ?::int8, ?::int, ?::int, ?::text))
        INSERT INTO idempotency (tenant, producer, idempotency_key, notification_id, fingerprint, created_at)
        SELECT 'default', 'bench', md5(i::text), decode(time || lpad(to_hex(i), 20, '0'), 'hex'),
          decode(md5(i::text) || md5(i::text), 'hex'), now + i / 100
        FROM given, generate_series(1, every) i
        """;
    private static final String NOTIFICATIONS = """
        WITH given (time, now, finished, every, channel) AS (VALUES (?::text, ?::int8, ?::int, ?::int, ?::text))
        INSERT INTO notifications (id, tenant, producer, idempotency_key, type, accepted_at, payload)
        SELECT decode(time || lpad(to_hex(i), 20, '0'), 'hex'), 'default', 'bench', md5(i::text), 'build.finished',
          now + i / 100, convert_to(repeat('x', 300), 'UTF8')
        FROM given, generate_series(1, every) i
        """;
    private static final String DELIVERIES = """
        WITH given (time, now, finished, every, channel) AS (VALUES (?::text, ?::int8, ?::int, ?::int, ?::text))
        INSERT INTO deliveries (id, notification_id, tenant, channel, recipient, status, not_sent, reason, due_at,
          finished_at, attempts_used, attempt_number, attempt_started_at, attempt_ended_at, attempt_result,
          provider_status)
        SELECT decode(time || lpad(to_hex(i), 20, '0'), 'hex'), decode(time || lpad(to_hex(i), 20, '0'), 'hex'), 'default', channel,
          'user:' || i % 1000,
          CASE WHEN i > finished THEN 'failed' WHEN i % 100 = 0 THEN 'dead' ELSE 'sent' END,
          CASE WHEN i <= finished AND i % 100 = 0 THEN true END,
          CASE WHEN i <= finished AND i % 100 = 0 THEN 'attempts_exhausted' END,
          CASE WHEN i > finished THEN now + 86400000 + i END,
          CASE WHEN i <= finished THEN now + i / 100 END,
          1, 1, now + i / 100, now + i / 100 + 5,
          CASE WHEN i > finished THEN 'retry' ELSE 'sent' END,
          CASE WHEN i > finished THEN 503 ELSE 200 END
        FROM given, generate_series(1, every) i
        """;

    private FullTable() {}

    /** The database must have the schema and no rows. Waiting deliveries are due tomorrow. */
    static void fill(String database, int finished, int waiting) throws SQLException {
        long now = System.currentTimeMillis();
        String time = HexFormat.of().toHexDigits(now, TIME_DIGITS);
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement()) {
            for (String insert : new String[] {IDEMPOTENCY, NOTIFICATIONS, DELIVERIES}) {
                try (PreparedStatement rows = connection.prepareStatement(insert)) {
                    rows.setString(1, time);
                    rows.setLong(2, now);
                    rows.setInt(3, finished);
                    rows.setInt(4, finished + waiting);
                    rows.setString(5, NoopChannel.NAME);
                    rows.executeUpdate();
                }
            }
            statement.execute("VACUUM ANALYZE");
        }
    }
}
