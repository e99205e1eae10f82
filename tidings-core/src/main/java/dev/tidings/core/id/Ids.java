package dev.tidings.core.id;

import java.time.Instant;

/** Makes ids that sort by time: later ids of one source are greater as text. Safe for many threads. */
@FunctionalInterface
public interface Ids {
    /** How many characters of an id say its time. */
    int TIME_CHARS = 10;

    /** What an id body is, as a regular expression. */
    String FORM = "[0-9A-HJKMNP-TV-Z]{26}";

    /** A fresh id body: 26 characters of Crockford base 32, time first. */
    String next(Instant at);

    default NotificationId notification(Instant at) {
        return new NotificationId(NotificationId.PREFIX + next(at));
    }

    default DeliveryId delivery(Instant at) {
        return new DeliveryId(DeliveryId.PREFIX + next(at));
    }

    /** A fresh id of the time of another, by which deliveries of one notification are kept and forgotten together. */
    default DeliveryId deliveryBeside(DeliveryId other, Instant now) {
        int time = DeliveryId.PREFIX.length() + TIME_CHARS;
        return new DeliveryId(other.value().substring(0, time) + next(now).substring(TIME_CHARS));
    }
}
