package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.store.jdbc.ConcurrencyPermits;
import dev.tidings.store.jdbc.ConcurrencyRows;
import dev.tidings.store.jdbc.DeliveryQueue;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;

/** SQLite has one writer, so that keys need no locks. */
final class SqliteConcurrencyRows implements ConcurrencyRows {
    static final ConcurrencyPermits PERMITS =
            new ConcurrencyPermits(SqliteDialect.INSTANCE, new SqliteConcurrencyRows());

    static final Sql PARK = Sql.of("""
        UPDATE deliveries SET due_at = :atLimit WHERE id = :id
        """);

    static final Sql WAKE = Sql.of("""
        UPDATE deliveries SET due_at = :now WHERE id = :id AND due_at = :atLimit
        """);

    private SqliteConcurrencyRows() {}

    @Override
    public Set<String> tryLock(Transaction tx, SortedSet<String> keys) {
        return keys;
    }

    @Override
    public void lock(Transaction tx, SortedSet<String> keys) {}

    @Override
    public void forget(Transaction tx, String key) {}

    @Override
    public void park(Transaction tx, Collection<DeliveryId> ids) throws SQLException {
        for (DeliveryId id : ids) {
            tx.prepared(PARK)
                    .time("atLimit", DeliveryQueue.AT_LIMIT)
                    .id("id", id)
                    .update();
        }
    }

    @Override
    public Set<DeliveryId> wake(Transaction tx, Collection<DeliveryId> ids, Instant now) throws SQLException {
        Set<DeliveryId> woken = new HashSet<>();
        for (DeliveryId id : ids) {
            int changed = tx.prepared(WAKE)
                    .time("now", now)
                    .id("id", id)
                    .time("atLimit", DeliveryQueue.AT_LIMIT)
                    .update();
            if (changed == 1) {
                woken.add(id);
            }
        }
        return woken;
    }
}
