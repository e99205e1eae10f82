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

/** The rows of {@code queued_deliveries}, in a database's own words. */
public interface QueueRows {
    /** How strongly rows are locked until the end of the transaction. */
    enum Lock {
        NONE,
        /** They stay; others may say so too. */
        KEPT,
        /** Nobody else ends anything of this queue meanwhile. */
        ENDING
    }

    /** One to be queued. */
    record Entry(String queue, DeliveryId id) {}

    /** The first of a queue. */
    record First(long place, DeliveryId id) {}

    /** The first of each of these queues that has any; what another has locked is waited for. */
    Map<String, First> firsts(Transaction tx, Collection<String> queues, Lock lock) throws SQLException;

    /** Those of these queues that are not empty; their last are locked as {@link Lock#KEPT}. */
    Set<String> keepLasts(Transaction tx, Collection<String> queues) throws SQLException;

    /** Queues deliveries, in this order; returns the number of each. */
    Map<DeliveryId, Long> insert(Transaction tx, List<Entry> entries) throws SQLException;

    void delete(Transaction tx, List<QueuePosition> places) throws SQLException;

    /** Makes those of these deliveries due that wait behind others; returns which. */
    Set<DeliveryId> makeDue(Transaction tx, Collection<DeliveryId> ids, Instant now) throws SQLException;

    /** Has deliveries wait for what is before them. */
    void makeWait(Transaction tx, Collection<DeliveryId> ids) throws SQLException;
}
