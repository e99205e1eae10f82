package dev.tidings.bench.cluster;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.tidings.bench.engine.NoopChannel;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/** Fills a database with finished and waiting deliveries by plain inserts. */
final class FullTable {
    // Ids start with the time of acceptance, which determines the partition.
    private static final int TIME_CHARS = 10;
    private static final String IDEMPOTENCY =
            "INSERT INTO idempotency (tenant, producer, idempotency_key, notification_id, fingerprint, created_at)"
                    + " SELECT 'default', 'bench', md5(i::text), 'ntf_%1$s' || lpad(i::text, 16, '0'),"
                    + " decode(md5(i::text) || md5(i::text), 'hex'), %2$d + i / 100 FROM generate_series(1, %3$d) i";
    private static final String NOTIFICATIONS =
            "INSERT INTO notifications (id, tenant, producer, idempotency_key, type, accepted_at, payload) SELECT"
                    + " 'ntf_%1$s' || lpad(i::text, 16, '0'), 'default', 'bench', md5(i::text), 'build.finished', %2$d + i"
                    + " / 100, convert_to(repeat('x', 300), 'UTF8') FROM generate_series(1, %3$d) i";
    private static final String DELIVERIES =
            "INSERT INTO deliveries (id, notification_id, tenant, channel, recipient, status, not_sent, reason,"
                    + " due_at, finished_at, attempts_used, attempt_number, attempt_started_at, attempt_ended_at,"
                    + " attempt_result, provider_status) SELECT 'dlv_%1$s' || lpad(i::text, 16, '0'), 'ntf_%1$s' ||"
                    + " lpad(i::text, 16, '0'), 'default', '" + NoopChannel.NAME + "', 'user:' || i %% 1000,"
                    + " CASE WHEN i > %4$d THEN 'failed' WHEN i %% 100 = 0 THEN 'dead' ELSE 'sent' END,"
                    + " CASE WHEN i <= %4$d AND i %% 100 = 0 THEN true END,"
                    + " CASE WHEN i <= %4$d AND i %% 100 = 0 THEN 'attempts_exhausted' END,"
                    + " CASE WHEN i > %4$d THEN %2$d + 86400000 + i END,"
                    + " CASE WHEN i <= %4$d THEN %2$d + i / 100 END, 1, 1, %2$d + i / 100, %2$d + i / 100 + 5,"
                    + " CASE WHEN i > %4$d THEN 'retry' ELSE 'sent' END, CASE WHEN i > %4$d THEN 503 ELSE 200 END"
                    + " FROM generate_series(1, %3$d) i";

    private FullTable() {}

    /** The database must have the schema and no rows. Waiting deliveries are due tomorrow. */
    static void fill(String database, int finished, int waiting) throws SQLException {
        long now = System.currentTimeMillis();
        String time = UlidCreator.getUlid(now).toString().substring(0, TIME_CHARS);
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement()) {
            for (String insert : new String[] {IDEMPOTENCY, NOTIFICATIONS, DELIVERIES}) {
                statement.executeUpdate(String.format(Locale.ROOT, insert, time, now, finished + waiting, finished));
            }
            statement.execute("VACUUM ANALYZE");
        }
    }
}
