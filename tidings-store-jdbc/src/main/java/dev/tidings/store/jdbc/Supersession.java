package dev.tidings.store.jdbc;

import dev.tidings.core.id.NotificationId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Ends the deliveries of notifications that a later one replaces; databases keep queues differently. */
public interface Supersession {
    /** Cancels the deliveries that wait, and marks those that are being sent, so that they are not retried. */
    void supersede(Transaction tx, NotificationId id, Instant now) throws SQLException;

    /** Cancels deliveries that were marked and whose lease lapsed. */
    void endLapsed(Transaction tx, List<DueDelivery> lapsed, Instant now) throws SQLException;
}
