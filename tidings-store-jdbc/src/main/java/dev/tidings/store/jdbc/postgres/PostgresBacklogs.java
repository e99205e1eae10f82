package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.Backlog;
import dev.tidings.store.jdbc.BacklogCounts;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.Sql;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Counts unfinished deliveries: by the index of due times, and by the id ranges of leases given at insert. */
final class PostgresBacklogs {
    static final Sql LEASED = Sql.of("""
        SELECT channel, count(*) AS waiting, count(*) FILTER (WHERE insert_lease_until <= :now) AS due,
            min(insert_lease_until) FILTER (WHERE insert_lease_until <= :now) AS oldest_due
        FROM (
            SELECT channel, insert_lease_until
            FROM deliveries
            WHERE id >= :first AND status = 'sending' AND due_at IS NULL
            ORDER BY id
            LIMIT :rows
        ) AS leased
        GROUP BY channel
        """);

    private final Database database;
    private final InstantSource clock;

    PostgresBacklogs(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    List<Backlog> backlog(int most) {
        Instant now = clock.instant();
        Map<String, Backlog> all = new TreeMap<>();
        Stream.concat(BacklogCounts.read(database, now, most).stream(), leased(now, most).stream())
                .forEach(one -> all.merge(one.channel(), one, (before, more) -> sum(before, more, most)));
        return new ArrayList<>(all.values());
    }

    private List<Backlog> leased(Instant now, int most) {
        return database.read("read the backlog under insert leases", tx -> {
            DeliveryId first = InsertLeases.firstId(tx);
            return first == null
                    ? List.of()
                    : tx.prepared(LEASED)
                            .time("now", now)
                            .id("first", first)
                            .number("rows", most + 1)
                            .list(row -> Backlog.bounded(
                                    row.getString("channel"),
                                    row.getLong("waiting"),
                                    row.getLong("due"),
                                    Columns.timeOrNull(row, "oldest_due"),
                                    most));
        });
    }

    private static Backlog sum(Backlog one, Backlog other, int most) {
        Backlog both = Backlog.bounded(
                one.channel(),
                one.waiting() + other.waiting(),
                one.due() + other.due(),
                Backlog.older(one.oldestDue(), other.oldestDue()),
                most);
        return one.complete() && other.complete() ? both : both.incomplete();
    }
}
