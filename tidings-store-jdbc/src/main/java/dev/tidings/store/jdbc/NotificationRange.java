package dev.tidings.store.jdbc;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.Ids;
import dev.tidings.core.id.NotificationId;
import org.jspecify.annotations.Nullable;

/**
 * A range of ids of notifications.
 *
 * @param from the smallest id (inclusive)
 * @param below the upper limit (exclusive)
 */
record NotificationRange(String from, String below) {
    /** Greater than any character of an id. */
    private static final String LAST = "~";

    /** The notifications whose deliveries are in a range: those of its times. */
    static NotificationRange of(DeliveryRange deliveries) {
        String from = time(deliveries.from());
        String below = time(deliveries.below());
        return new NotificationRange(
                NotificationId.PREFIX + (from == null ? "" : from),
                NotificationId.PREFIX + (below == null ? "" : below) + LAST);
    }

    private static @Nullable String time(@Nullable String delivery) {
        int start = DeliveryId.PREFIX.length();
        return delivery == null ? null : delivery.substring(start, Math.min(delivery.length(), start + Ids.TIME_CHARS));
    }

    NotificationRange below(String id) {
        return id.compareTo(below) < 0 ? new NotificationRange(from, id) : this;
    }

    boolean contains(String id) {
        return id.compareTo(from) >= 0 && id.compareTo(below) < 0;
    }
}
