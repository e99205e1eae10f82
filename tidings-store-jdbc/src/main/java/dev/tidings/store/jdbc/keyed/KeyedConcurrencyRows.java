package dev.tidings.store.jdbc.keyed;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.store.jdbc.ConcurrencyRows;
import dev.tidings.store.jdbc.DeliveryQueue;
import dev.tidings.store.jdbc.Dialect;
import dev.tidings.store.jdbc.DialectSql;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Each key in use has a row that a transaction locks, on databases with concurrent writers. */
public final class KeyedConcurrencyRows implements ConcurrencyRows {
    public static final DialectSql TRY_LOCK = DialectSql.ofServers("""
        SELECT concurrency_key
        FROM concurrency_keys
        WHERE concurrency_key = ANY (:key)
        ORDER BY concurrency_key
        FOR UPDATE SKIP LOCKED
        """, """
        SELECT concurrency_key
        FROM concurrency_keys
        WHERE concurrency_key IN ({:key})
        ORDER BY concurrency_key
        FOR UPDATE SKIP LOCKED
        """);

    public static final DialectSql LOCK = DialectSql.ofServers("""
        SELECT concurrency_key
        FROM concurrency_keys
        WHERE concurrency_key = ANY (:key)
        ORDER BY concurrency_key
        FOR UPDATE
        """, """
        SELECT concurrency_key
        FROM concurrency_keys
        WHERE concurrency_key IN ({:key})
        ORDER BY concurrency_key
        FOR UPDATE
        """);

    public static final DialectSql KNOWN = DialectSql.ofServers("""
        SELECT concurrency_key FROM concurrency_keys WHERE concurrency_key = ANY (:key)
        """, """
        SELECT concurrency_key FROM concurrency_keys WHERE concurrency_key IN ({:key})
        """);

    private static final DialectSql ADD = DialectSql.ofServers("""
        INSERT INTO concurrency_keys (concurrency_key)
        VALUES (:key)
        ON CONFLICT (concurrency_key) DO UPDATE SET concurrency_key = EXCLUDED.concurrency_key
        """, """
        INSERT INTO concurrency_keys (concurrency_key)
        VALUES (:key)
        ON DUPLICATE KEY UPDATE concurrency_key = VALUES(concurrency_key)
        """);

    public static final Sql FORGET = Sql.of("""
        DELETE FROM concurrency_keys
        WHERE concurrency_key = :key
            AND NOT EXISTS (SELECT 1 FROM concurrency_permits g WHERE g.concurrency_key = :key AND g.waiting = 0)
            AND NOT EXISTS (SELECT 1 FROM concurrency_permits w WHERE w.concurrency_key = :key AND w.waiting = 1)
        """);

    private final Dialect dialect;
    private final QueueRows deliveries;

    KeyedConcurrencyRows(Dialect dialect, QueueRows deliveries) {
        this.dialect = dialect;
        this.deliveries = deliveries;
    }

    /** Waits only for a transaction that has just added the same key. */
    @Override
    public Set<String> tryLock(Transaction tx, SortedSet<String> keys) throws SQLException {
        Set<String> locked = new HashSet<>(keys(tx, TRY_LOCK, keys));
        SortedSet<String> others = new TreeSet<>(keys);
        others.removeAll(locked);
        if (!others.isEmpty()) {
            others.removeAll(keys(tx, KNOWN, others));
            for (String key : others) {
                tx.prepared(dialect.of(ADD)).text("key", key).update();
            }
            locked.addAll(others);
        }
        return locked;
    }

    @Override
    public void lock(Transaction tx, SortedSet<String> keys) throws SQLException {
        var _ = keys(tx, LOCK, keys);
    }

    private List<String> keys(Transaction tx, DialectSql statement, Collection<String> keys) throws SQLException {
        return tx.prepared(dialect.of(statement).repeat("key", keys.size()))
                .texts("key", keys)
                .list(row -> row.getString("concurrency_key"));
    }

    @Override
    public void forget(Transaction tx, String key) throws SQLException {
        tx.prepared(FORGET).text("key", key).update();
    }

    @Override
    public void park(Transaction tx, Collection<DeliveryId> ids) throws SQLException {
        deliveries.makeWait(tx, ids, DeliveryQueue.AT_LIMIT);
    }

    @Override
    public Set<DeliveryId> wake(Transaction tx, Collection<DeliveryId> ids, Instant now) throws SQLException {
        return deliveries.makeDue(tx, ids, DeliveryQueue.AT_LIMIT, now);
    }
}
