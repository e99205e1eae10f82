package dev.tidings.store.jdbc.keyed;

import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The database-specific statements on {@code queued_deliveries}. */
public interface QueueRows {
    /** How strongly rows are locked until the end of the transaction. */
    enum Lock {
        NONE,
        /** Rows cannot be deleted; other transactions may hold the same lock. */
        KEPT,
        /** No other transaction completes deliveries of this queue. */
        ENDING
    }

    /** A delivery to queue. */
    record Entry(String queue, DeliveryId id, boolean halts) {}

    /** The first of a queue. */
    record First(long position, DeliveryId id) {}

    /** Returns the first of each non-empty queue; waits for locks of others. */
    Map<String, First> firsts(Transaction tx, Collection<String> queues, Lock lock) throws SQLException;

    /** Returns the non-empty queues, with their last rows locked as {@link Lock#KEPT}. */
    Set<String> keepLasts(Transaction tx, Collection<String> queues) throws SQLException;

    /** Queues deliveries, in this order; returns the number of each. */
    Map<DeliveryId, Long> insert(Transaction tx, List<Entry> entries) throws SQLException;

    void delete(Transaction tx, List<QueuePosition> positions) throws SQLException;

    /** Makes deliveries due that wait for others, whose due time is {@code waiting}; returns those changed. */
    Set<DeliveryId> makeDue(Transaction tx, Collection<DeliveryId> ids, Instant waiting, Instant now)
            throws SQLException;

    /** Makes deliveries wait for others: sets their due time to {@code waiting}. */
    void makeWait(Transaction tx, Collection<DeliveryId> ids, Instant waiting) throws SQLException;
}
