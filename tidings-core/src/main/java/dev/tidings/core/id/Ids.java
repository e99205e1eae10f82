package dev.tidings.core.id;

import java.time.Instant;

/** Generates ids that sort by time: later ids of one source are greater as text. Thread-safe. */
@FunctionalInterface
public interface Ids {
    /** The number of leading characters that encode the time. */
    int TIME_CHARS = 10;

    /** The regular expression of an id without its prefix. */
    String FORM = "[0-9A-HJKMNP-TV-Z]{26}";

    /** Returns a new id without prefix: 26 characters of Crockford base 32, time first. */
    String next(Instant at);

    default NotificationId notification(Instant at) {
        return new NotificationId(NotificationId.PREFIX + next(at));
    }

    default DeliveryId delivery(Instant at) {
        return new DeliveryId(DeliveryId.PREFIX + next(at));
    }

    default EndpointId endpoint(Instant at) {
        return EndpointId.of(EndpointId.PREFIX + next(at));
    }

    /** Returns a new id of a delivery with the time part of its notification, like {@link #deliveryBeside}. */
    default DeliveryId deliveryOf(NotificationId notification, Instant now) {
        int time = NotificationId.PREFIX.length() + TIME_CHARS;
        return new DeliveryId(DeliveryId.PREFIX
                + notification.value().substring(NotificationId.PREFIX.length(), time)
                + next(now).substring(TIME_CHARS));
    }

    /**
     * Returns a new id with the time part of another, so that retention treats deliveries of one notification together.
     */
    default DeliveryId deliveryBeside(DeliveryId other, Instant now) {
        int time = DeliveryId.PREFIX.length() + TIME_CHARS;
        return new DeliveryId(other.value().substring(0, time) + next(now).substring(TIME_CHARS));
    }
}
