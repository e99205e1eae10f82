package dev.tidings.store.jdbc.mariadb;

import dev.tidings.core.store.Backlog;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.DeliveryTables.Condition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Counts what waits, in the index alone. */
final class MariaDbBacklogs {
    static final String SELECT = "SELECT d.channel, count(*) AS waiting,"
            + " count(CASE WHEN d.due_at <= :now THEN 1 END) AS due, min(d.due_at) AS oldest_due"
            + " FROM deliveries d FORCE INDEX (deliveries_due) WHERE ";
    static final String GROUPED = " GROUP BY d.channel ORDER BY d.channel";

    private final Database database;
    private final InstantSource clock;

    MariaDbBacklogs(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    List<Backlog> backlog() {
        long now = clock.instant().toEpochMilli();
        return database.read("read the backlog", handle -> {
            Condition open = MariaDbDialect.INSTANCE.open(handle);
            return handle.createQuery(SELECT + open.sql() + GROUPED)
                    .bindMap(open.parameters())
                    .bind("now", now)
                    .map((row, context) -> backlog(row))
                    .list();
        });
    }

    private static Backlog backlog(ResultSet row) throws SQLException {
        long due = row.getLong("due");
        Instant oldest = due == 0 ? null : Columns.time(row, "oldest_due");
        return new Backlog(row.getString("channel"), row.getLong("waiting"), due, oldest);
    }
}
