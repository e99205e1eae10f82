package dev.tidings.store.jdbc.keyed;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.store.jdbc.DeliveryRows;
import dev.tidings.store.jdbc.DeliveryWay;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Deliveries with what is joined to them by id. */
final class KeyedDeliveries {
    private KeyedDeliveries() {}

    /** @param from deliveries d and notifications n */
    static String select(ServerDialect dialect, String from) {
        return "SELECT " + DeliveryRows.columns(dialect.dueAt()) + " FROM " + from
                + " LEFT JOIN attempts a ON a.delivery_id = d.id AND " + DeliveryRows.ATTEMPT_HELD;
    }

    static Optional<Delivery> find(ServerDialect dialect, Handle handle, String tenant, DeliveryId id) {
        return handle.createQuery(select(dialect, dialect.withNotifications(DeliveryWay.NEWEST))
                        + " WHERE d.id = :id AND d.tenant = :tenant")
                .bind("tenant", tenant)
                .bind("id", id.value())
                .map((row, context) -> DeliveryRows.read(row))
                .findOne();
    }
}
