package dev.tidings.core.id;

import java.time.Instant;

/** Generates ids that sort by time: later ids of one source are greater. Thread-safe. */
@FunctionalInterface
public interface Ids {
    /** Returns the 16 bytes of a new id, of which the first six are the time in milliseconds. */
    byte[] bytes(Instant at);

    /** Returns the text of a new id without prefix: 26 characters of Crockford base 32, time first. */
    default String next(Instant at) {
        return IdBits.ofBytes(bytes(at)).toString();
    }

    /** Returns the smallest text of an id of a millisecond, without prefix. */
    static String first(Instant at) {
        return IdBits.first(at).toString();
    }

    default NotificationId notification(Instant at) {
        return NotificationId.ofBytes(bytes(at));
    }

    default DeliveryId delivery(Instant at) {
        return DeliveryId.ofBytes(bytes(at));
    }

    default EndpointId endpoint(Instant at) {
        return EndpointId.ofBytes(bytes(at));
    }

    /** Returns a new id of a delivery with the time of its notification, like {@link #deliveryBeside}. */
    default DeliveryId deliveryOf(NotificationId notification, Instant now) {
        return DeliveryId.at(notification.bits(), bytes(now));
    }

    /** Returns a new id with the time of another, so that retention treats deliveries of one notification together. */
    default DeliveryId deliveryBeside(DeliveryId other, Instant now) {
        return DeliveryId.at(other.bits(), bytes(now));
    }
}
