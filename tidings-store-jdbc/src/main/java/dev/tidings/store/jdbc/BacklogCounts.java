package dev.tidings.store.jdbc;

import dev.tidings.core.store.Backlog;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Counts unfinished deliveries by the index of due times, up to a bound per channel. */
public final class BacklogCounts {
    public static final DialectSql CHANNELS = DialectSql.of("""
        WITH RECURSIVE open (channel) AS (
            SELECT min(channel) FROM deliveries WHERE due_at IS NOT NULL
            UNION ALL
            SELECT (SELECT min(d.channel) FROM deliveries d WHERE d.channel > open.channel AND d.due_at IS NOT NULL)
            FROM open
            WHERE open.channel IS NOT NULL
        )
        SELECT channel FROM open WHERE channel IS NOT NULL
        """, """
        WITH RECURSIVE open (channel) AS (
            (SELECT channel FROM deliveries WHERE due_at IS NOT NULL ORDER BY channel LIMIT 1)
            UNION ALL
            SELECT (
                SELECT d.channel
                FROM deliveries d
                WHERE d.channel > open.channel AND d.due_at IS NOT NULL
                ORDER BY d.channel
                LIMIT 1
            )
            FROM open
            WHERE open.channel IS NOT NULL
        )
        SELECT channel FROM open WHERE channel IS NOT NULL
        """, """
        SELECT DISTINCT channel FROM deliveries
        """);

    /** The order keeps planners to the index. */
    public static final DialectSql COUNT = DialectSql.of("""
        SELECT
            (
                SELECT count(*)
                FROM (SELECT 1 FROM deliveries WHERE channel = :channel AND due_at IS NOT NULL LIMIT :rows)
            ) AS waiting,
            (
                SELECT count(*)
                FROM (
                    SELECT 1
                    FROM deliveries
                    WHERE channel = :channel AND (status = 'sending') = 0 AND due_at <= :now
                    LIMIT :rows
                )
            ) AS due,
            (
                SELECT count(*)
                FROM (
                    SELECT 1
                    FROM deliveries
                    WHERE channel = :channel AND (status = 'sending') = 1 AND due_at <= :now
                    LIMIT :rows
                )
            ) AS lapsed,
            (
                SELECT min(due_at) FROM deliveries WHERE channel = :channel AND (status = 'sending') = 0 AND due_at <= :now
            ) AS oldest_due,
            (
                SELECT min(due_at) FROM deliveries WHERE channel = :channel AND (status = 'sending') = 1 AND due_at <= :now
            ) AS oldest_lapsed
        """, """
        SELECT
            (
                SELECT count(*)
                FROM (
                    SELECT 1
                    FROM deliveries
                    WHERE channel = :channel AND due_at IS NOT NULL
                    ORDER BY due_at
                    LIMIT :rows
                ) AS counted
            ) AS waiting,
            (
                SELECT count(*)
                FROM (
                    SELECT 1
                    FROM deliveries
                    WHERE channel = :channel AND due_at <= :now
                    ORDER BY due_at
                    LIMIT :rows
                ) AS counted
            ) AS due,
            0 AS lapsed,
            (
                SELECT due_at FROM deliveries WHERE channel = :channel AND due_at <= :now ORDER BY due_at LIMIT 1
            ) AS oldest_due,
            CAST(NULL AS bigint) AS oldest_lapsed
        """, """
        SELECT
            (
                SELECT count(*)
                FROM (
                    SELECT 1
                    FROM deliveries FORCE INDEX (deliveries_due)
                    WHERE channel = :channel AND leased IS NOT NULL
                    LIMIT :rows
                ) counted
            ) AS waiting,
            (
                SELECT count(*)
                FROM (
                    SELECT 1
                    FROM deliveries FORCE INDEX (deliveries_due)
                    WHERE channel = :channel AND leased = false AND due_at <= :now
                    LIMIT :rows
                ) counted
            ) AS due,
            (
                SELECT count(*)
                FROM (
                    SELECT 1
                    FROM deliveries FORCE INDEX (deliveries_due)
                    WHERE channel = :channel AND leased = true AND due_at <= :now
                    LIMIT :rows
                ) counted
            ) AS lapsed,
            (
                SELECT min(due_at)
                FROM deliveries FORCE INDEX (deliveries_due)
                WHERE channel = :channel AND leased = false AND due_at <= :now
            ) AS oldest_due,
            (
                SELECT min(due_at)
                FROM deliveries FORCE INDEX (deliveries_due)
                WHERE channel = :channel AND leased = true AND due_at <= :now
            ) AS oldest_lapsed
        """);

    private BacklogCounts() {}

    /** @param most the largest count */
    public static List<Backlog> read(Database database, Instant now, int most) {
        return database.read("read the backlog", tx -> {
            List<Backlog> backlogs = new ArrayList<>();
            for (String channel : tx.prepared(database.dialect().of(CHANNELS)).list(row -> row.getString("channel"))) {
                backlogs.add(tx.prepared(database.dialect().of(COUNT))
                        .text("channel", channel)
                        .time("now", now)
                        .number("rows", most + 1)
                        .one(row -> backlog(row, channel, most)));
            }
            backlogs.removeIf(backlog -> backlog.waiting() == 0);
            return backlogs;
        });
    }

    private static Backlog backlog(ResultSet row, String channel, int most) throws SQLException {
        return Backlog.bounded(
                channel,
                row.getLong("waiting"),
                row.getLong("due") + row.getLong("lapsed"),
                Backlog.older(Columns.timeOrNull(row, "oldest_due"), Columns.timeOrNull(row, "oldest_lapsed")),
                most);
    }
}
