package dev.tidings.core.id;

import java.time.Instant;

/** Makes ids that sort by time: later ids of one source are greater as text. Safe for many threads. */
@FunctionalInterface
public interface Ids {
    /** A fresh id body: 26 characters of Crockford base 32, time first. */
    String next(Instant at);

    default NotificationId notification(Instant at) {
        return new NotificationId(NotificationId.PREFIX + next(at));
    }

    default DeliveryId delivery(Instant at) {
        return new DeliveryId(DeliveryId.PREFIX + next(at));
    }
}
