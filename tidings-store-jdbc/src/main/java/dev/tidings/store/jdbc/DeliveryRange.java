package dev.tidings.store.jdbc;

import com.github.f4b6a3.ulid.Ulid;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.Ids;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.DeliveryFilter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A range of ids of deliveries. Ids start with the time of acceptance in milliseconds, so the index on ids compares
 * times.
 *
 * @param from the smallest id (inclusive); null without a limit
 * @param below the upper limit (exclusive); null without a limit
 */
record DeliveryRange(@Nullable String from, @Nullable String below) {
    private static final long MOST_MS = (1L << 48) - 1;

    static DeliveryRange of(DeliveryFilter filter, @Nullable String below) {
        String until = filter.until() == null ? null : first(filter.until());
        boolean cursorFirst = until == null || (below != null && below.compareTo(until) < 0);
        return new DeliveryRange(filter.since() == null ? null : first(filter.since()), cursorFirst ? below : until);
    }

    /** Only deliveries accepted in the same millisecond as a notification. */
    DeliveryRange within(NotificationId notification) {
        int length = NotificationId.PREFIX.length() + Ids.TIME_CHARS;
        String time = notification.value().substring(NotificationId.PREFIX.length(), length);
        String first = DeliveryId.PREFIX + time;
        // Greater than any character of an id.
        String last = first + "~";
        return new DeliveryRange(
                from == null || first.compareTo(from) > 0 ? first : from,
                below == null || last.compareTo(below) < 0 ? last : below);
    }

    /** Only deliveries accepted at the time of one of these notifications, or between. */
    DeliveryRange within(NotificationId oldest, NotificationId newest) {
        return new DeliveryRange(within(oldest).from(), within(newest).below());
    }

    private static String first(Instant time) {
        return DeliveryId.PREFIX + Ulid.min(Math.clamp(millis(time), 0, MOST_MS));
    }

    private static long millis(Instant time) {
        try {
            return time.toEpochMilli();
        } catch (ArithmeticException far) {
            return time.getEpochSecond() < 0 ? 0 : MOST_MS;
        }
    }
}
