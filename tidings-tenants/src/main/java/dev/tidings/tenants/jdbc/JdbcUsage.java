package dev.tidings.tenants.jdbc;

import dev.tidings.core.store.Backlog;
import dev.tidings.core.store.QueryStore;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.DialectSql;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.tenants.CountedQuotas;
import dev.tidings.tenants.UsageStore;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Counts what tenants use in a store's database. */
final class JdbcUsage implements UsageStore {
    /** The waiting deliveries of a channel that are read at most. */
    private static final int MOST_WAITING = 1_000_000;

    // In MariaDB's index on due times, finished deliveries are together under NULL.
    static final DialectSql WAITING = DialectSql.of("""
        SELECT tenant, count(*) AS waiting
        FROM (SELECT tenant FROM deliveries WHERE channel = :channel AND due_at > 0 LIMIT :most) counted
        GROUP BY tenant
        """, """
        SELECT tenant, count(*) AS waiting
        FROM (
            SELECT tenant
            FROM deliveries FORCE INDEX (deliveries_due)
            WHERE channel = :channel AND leased IS NOT NULL
            LIMIT :most
        ) counted
        GROUP BY tenant
        """);

    private static final DialectSql RECORD = DialectSql.of("""
        INSERT INTO tenant_usage (tenant, waiting_deliveries, stored_bytes, counted_at)
        VALUES (:tenant, :waiting, :bytes, :at)
        ON CONFLICT (tenant) DO UPDATE SET
            waiting_deliveries = excluded.waiting_deliveries, stored_bytes = excluded.stored_bytes,
            counted_at = excluded.counted_at
        """, """
        INSERT INTO tenant_usage (tenant, waiting_deliveries, stored_bytes, counted_at)
        VALUES (:tenant, :waiting, :bytes, :at)
        ON DUPLICATE KEY UPDATE
            waiting_deliveries = VALUES(waiting_deliveries), stored_bytes = VALUES(stored_bytes),
            counted_at = VALUES(counted_at)
        """);

    /** Those that were not counted this time: they have no quota any more, or use nothing. */
    private static final Sql FORGET = Sql.of("""
        DELETE FROM tenant_usage WHERE counted_at < :at
        """);

    private final Database database;
    private final QueryStore queries;
    private final InstantSource clock;
    private final Sql record;
    private final Sql waitingOf;
    private final StoredBytes bytes;

    JdbcUsage(JdbcStore store) {
        this.database = store.database();
        this.queries = store.queries();
        this.clock = store.clock();
        this.record = database.dialect().of(RECORD);
        this.waitingOf = database.dialect().of(WAITING);
        this.bytes = new StoredBytes(database);
    }

    @Override
    public synchronized void count(CountedQuotas wanted) {
        Instant now = clock.instant();
        Map<String, Long> waiting = wanted.countsWaiting() ? waiting() : Map.of();
        Map<String, Long> stored = wanted.countsBytes() ? bytes.count(now) : Map.of();
        Set<String> counted = new TreeSet<>(wanted.waiting());
        counted.addAll(wanted.bytes());
        if (wanted.allWaiting()) {
            counted.addAll(waiting.keySet());
        }
        if (wanted.allBytes()) {
            counted.addAll(stored.keySet());
        }
        database.write("record what tenants use", tx -> {
            for (String tenant : counted) {
                record(tx, tenant, waiting.getOrDefault(tenant, 0L), stored.getOrDefault(tenant, 0L), now);
            }
            return tx.prepared(FORGET).time("at", now).update();
        });
    }

    private void record(Transaction tx, String tenant, long waiting, long stored, Instant now) throws SQLException {
        tx.prepared(record)
                .text("tenant", tenant)
                .number("waiting", waiting)
                .number("bytes", stored)
                .time("at", now)
                .update();
    }

    private Map<String, Long> waiting() {
        Map<String, Long> sums = new HashMap<>();
        for (Backlog backlog : queries.backlog(1)) {
            if (backlog.waiting() > 0) {
                database.read(
                                "count the waiting deliveries of tenants",
                                tx -> tx.prepared(waitingOf)
                                        .text("channel", backlog.channel())
                                        .number("most", MOST_WAITING)
                                        .list(row -> Map.entry(row.getString("tenant"), row.getLong("waiting"))))
                        .forEach(count -> sums.merge(count.getKey(), count.getValue(), Long::sum));
            }
        }
        return sums;
    }
}
