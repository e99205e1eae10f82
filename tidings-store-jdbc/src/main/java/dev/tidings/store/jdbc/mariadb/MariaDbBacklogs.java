package dev.tidings.store.jdbc.mariadb;

import dev.tidings.core.store.Backlog;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** Counts open deliveries, in the index alone. */
final class MariaDbBacklogs {
    // Finished deliveries are in the index with NULL.
    static final Sql BACKLOG = Sql.of("""
        SELECT d.channel, count(*) AS waiting, count(CASE WHEN d.due_at <= :now THEN 1 END) AS due,
            min(d.due_at) AS oldest_due
        FROM deliveries d FORCE INDEX (deliveries_due)
        WHERE d.leased IS NOT NULL AND d.channel IN ({:channel})
        GROUP BY d.channel
        ORDER BY d.channel
        """);

    private final Database database;
    private final InstantSource clock;

    MariaDbBacklogs(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    List<Backlog> backlog() {
        Instant now = clock.instant();
        return database.read("read the backlog", tx -> {
            Set<String> channels = MariaDbDeliverySearchSql.channels(tx);
            return channels.isEmpty()
                    ? List.of()
                    : tx.prepared(BACKLOG.repeat("channel", channels.size()))
                            .time("now", now)
                            .texts("channel", channels)
                            .list(MariaDbBacklogs::backlog);
        });
    }

    private static Backlog backlog(ResultSet row) throws SQLException {
        long due = row.getLong("due");
        Instant oldest = due == 0 ? null : Columns.time(row, "oldest_due");
        return new Backlog(row.getString("channel"), row.getLong("waiting"), due, oldest);
    }
}
