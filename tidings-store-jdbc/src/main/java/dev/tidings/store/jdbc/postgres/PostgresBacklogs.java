package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.Backlog;
import dev.tidings.store.jdbc.BacklogCounts;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts unfinished deliveries: by the index of due times, and by the leases that have no entry in it. */
final class PostgresBacklogs {
    static final Sql LEASED = Sql.of("""
        SELECT channel, count(*) AS waiting, count(*) FILTER (WHERE lease_until <= :now) AS due,
            min(lease_until) FILTER (WHERE lease_until <= :now) AS oldest_due
        FROM (
            SELECT channel, lease_until
            FROM deliveries
            WHERE id >= :first AND status = 'sending' AND due_at IS NULL
            ORDER BY id
            LIMIT :rows
        ) AS leased
        GROUP BY channel
        """);

    static final Sql CLAIMED = Sql.of("""
        SELECT channel, count(*) AS waiting, count(*) FILTER (WHERE lease_until <= :now) AS due,
            min(lease_until) FILTER (WHERE lease_until <= :now) AS oldest_due
        FROM (
            SELECT d.channel, d.lease_until
            FROM (SELECT DISTINCT unnest(ids) AS id FROM claim_leases) c
            JOIN deliveries d ON d.id = c.id
            WHERE d.status = 'sending' AND d.due_at IS NULL AND (:first::bytea IS NULL OR c.id < :first::bytea)
            LIMIT :rows
        ) AS claimed
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
        Stream.concat(BacklogCounts.read(database, now, most).stream(), leased(now, most))
                .forEach(one -> all.merge(one.channel(), one, (before, more) -> sum(before, more, most)));
        return new ArrayList<>(all.values());
    }

    private Stream<Backlog> leased(Instant now, int most) {
        return database.read("read the backlog under leases", tx -> {
            DeliveryId first = InsertLeases.firstId(tx);
            List<Backlog> inserted = first == null ? List.of() : leased(tx, LEASED, first, now, most);
            return Stream.concat(inserted.stream(), leased(tx, CLAIMED, first, now, most).stream());
        });
    }

    private static List<Backlog> leased(Transaction tx, Sql sql, @Nullable DeliveryId first, Instant now, int most)
            throws SQLException {
        return tx.prepared(sql)
                .time("now", now)
                .id("first", first)
                .number("rows", most + 1)
                .list(row -> Backlog.bounded(
                        row.getString("channel"),
                        row.getLong("waiting"),
                        row.getLong("due"),
                        Columns.timeOrNull(row, "oldest_due"),
                        most));
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
