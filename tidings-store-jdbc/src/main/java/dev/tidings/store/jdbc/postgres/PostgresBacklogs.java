package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.store.Backlog;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/** Counts open deliveries: by the index of due times, and by the id ranges of leases given at insert. */
final class PostgresBacklogs {
    static final Sql BACKLOG = Sql.of("""
        SELECT channel, sum(waiting) AS waiting, sum(due) AS due, min(oldest) AS oldest_due
        FROM (
            SELECT channel, count(*) AS waiting, count(*) FILTER (WHERE due_at <= :now) AS due, min(due_at) AS oldest
            FROM deliveries
            WHERE due_at IS NOT NULL
            GROUP BY channel
            UNION ALL
            SELECT channel, count(*), count(*) FILTER (WHERE insert_lease_until <= :now), min(insert_lease_until)
            FROM deliveries
            WHERE id >= :first AND status = 'sending' AND due_at IS NULL
            GROUP BY channel
        ) AS parts
        GROUP BY channel
        ORDER BY channel
        """);

    // Greater than any id.
    private static final String NONE = "~";

    private final Database database;
    private final InstantSource clock;

    PostgresBacklogs(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    List<Backlog> backlog() {
        Instant now = clock.instant();
        return database.read(
                "read the backlog",
                tx -> tx.prepared(BACKLOG)
                        .time("now", now)
                        .text("first", Objects.requireNonNullElse(InsertLeases.firstId(tx), NONE))
                        .list(PostgresBacklogs::read));
    }

    private static Backlog read(ResultSet row) throws SQLException {
        long due = row.getLong("due");
        Instant oldest = due == 0 ? null : Columns.time(row, "oldest_due");
        return new Backlog(row.getString("channel"), row.getLong("waiting"), due, oldest);
    }
}
