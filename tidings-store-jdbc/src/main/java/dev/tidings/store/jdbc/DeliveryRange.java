package dev.tidings.store.jdbc;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.DeliveryFilter;
import org.jspecify.annotations.Nullable;

/**
 * A range of ids of deliveries. Ids start with the time of acceptance in milliseconds, so the index on ids compares
 * times.
 *
 * @param from the smallest id (inclusive); null without a limit
 * @param below the upper limit (exclusive); null without a limit
 */
record DeliveryRange(@Nullable DeliveryId from, @Nullable DeliveryId below) {
    static DeliveryRange of(DeliveryFilter filter, @Nullable DeliveryId below) {
        DeliveryId until = filter.until() == null ? null : DeliveryId.first(filter.until());
        boolean cursorFirst = until == null || (below != null && below.compareTo(until) < 0);
        return new DeliveryRange(
                filter.since() == null ? null : DeliveryId.first(filter.since()), cursorFirst ? below : until);
    }

    /** Only deliveries accepted in the same millisecond as a notification. */
    DeliveryRange within(NotificationId notification) {
        DeliveryId first = DeliveryId.first(notification.time());
        DeliveryId next = DeliveryId.first(notification.time().plusMillis(1));
        return new DeliveryRange(
                from == null || first.compareTo(from) > 0 ? first : from,
                below == null || next.compareTo(below) < 0 ? next : below);
    }

    /** Only deliveries accepted at the time of one of these notifications, or between. */
    DeliveryRange within(NotificationId oldest, NotificationId newest) {
        return new DeliveryRange(within(oldest).from(), within(newest).below());
    }
}
