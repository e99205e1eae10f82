package dev.tidings.store.jdbc.keyed;

import dev.tidings.store.jdbc.DeliverySearchSql;

/** Searches deliveries in tables that refer to notifications by their ids. */
public interface KeyedDeliverySearchSql extends DeliverySearchSql {
    @Override
    default String ofNotification() {
        return "d.notification_id = :notification";
    }

    @Override
    default String ofNotifications() {
        return "d.notification_id IN (%conditions%)";
    }
}
