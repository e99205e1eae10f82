package dev.tidings.store.jdbc;

import dev.tidings.core.id.NotificationId;
import java.time.Instant;

/**
 * A range of ids of notifications.
 *
 * @param from the smallest id (inclusive)
 * @param below the upper limit (exclusive)
 */
record NotificationRange(NotificationId from, NotificationId below) {
    /** The notifications whose deliveries are in a range: those of its times. */
    static NotificationRange of(DeliveryRange deliveries) {
        return new NotificationRange(
                NotificationId.first(
                        deliveries.from() == null
                                ? Instant.MIN
                                : deliveries.from().time()),
                NotificationId.first(
                        deliveries.below() == null
                                ? Instant.MAX
                                : deliveries.below().time().plusMillis(1)));
    }

    NotificationRange below(NotificationId id) {
        return id.compareTo(below) < 0 ? new NotificationRange(from, id) : this;
    }

    boolean contains(NotificationId id) {
        return id.compareTo(from) >= 0 && id.compareTo(below) < 0;
    }
}
