package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.store.jdbc.DeliveryRows;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Deliveries with what is joined to them by sequence number. */
final class Deliveries {
    static final String SELECT = "SELECT d.seq, " + DeliveryRows.columns("d.due_at") + " FROM ";

    static final String JOINED = " JOIN notifications n ON n.seq = d.notification_seq"
            + " LEFT JOIN attempts a ON a.delivery_seq = d.seq AND " + DeliveryRows.ATTEMPT_HELD;

    private static final String FIND = SELECT + "deliveries d" + JOINED + " WHERE d.tenant = :tenant AND d.id = :id";

    private Deliveries() {}

    static Optional<Delivery> find(Handle handle, String tenant, DeliveryId id) {
        return handle.createQuery(FIND)
                .bind("tenant", tenant)
                .bind("id", id.value())
                .map((row, context) -> DeliveryRows.read(row))
                .findOne();
    }
}
