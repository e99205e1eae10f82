package dev.tidings.store.jdbc;

import dev.tidings.core.id.DeliveryId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.SortedSet;

/** What databases do differently for {@link ConcurrencyPermits}: locks of keys, and updates of deliveries. */
public interface ConcurrencyRows {
    /** Locks those keys that no other transaction has locked, until the end of the transaction; returns them. */
    Set<String> tryLock(Transaction tx, SortedSet<String> keys) throws SQLException;

    /** Locks keys that have permits, until the end of the transaction; waits for other transactions. */
    void lock(Transaction tx, SortedSet<String> keys) throws SQLException;

    /** Forgets a locked key without permits and waiting deliveries. */
    void forget(Transaction tx, String key) throws SQLException;

    /** Makes deliveries wait for a permit. */
    void park(Transaction tx, Collection<DeliveryId> ids) throws SQLException;

    /** Makes deliveries due that wait for a permit; returns those changed. */
    Set<DeliveryId> wake(Transaction tx, Collection<DeliveryId> ids, Instant now) throws SQLException;
}
