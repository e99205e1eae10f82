package dev.tidings.core.store;

import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads, beside what is written meanwhile. */
public interface QueryStore {
    /** How many deliveries one page, or one step of a count, looks at. */
    int WINDOW = 10_000;

    Optional<Notification> notification(String tenant, NotificationId id);

    Optional<Delivery> delivery(String tenant, DeliveryId id);

    /** All attempts of a delivery, the newest among them, by number. */
    List<Attempt> attempts(String tenant, DeliveryId id);

    /**
     * A page of deliveries, newest first. Stable under writes: none is shown twice, none of the older ones left out.
     *
     * <p>A page looks at {@link #WINDOW} deliveries at most, so that what is rare among many may be on a later one: a page can be short
     * or empty and have a next one.
     */
    Page<Delivery> deliveries(DeliveryFilter filter, @Nullable String cursor, int limit);

    /**
     * How many deliveries a filter matches, counted up to a bound; looks at {@link #WINDOW} of them at most.
     *
     * @param cursor where an earlier count says to go on; null to begin
     */
    PartialCount count(DeliveryFilter filter, @Nullable String cursor, int bound);

    /** All at once, however long that takes. */
    default int count(DeliveryFilter filter, int bound) {
        int counted = 0;
        @Nullable String cursor = null;
        do {
            PartialCount tally = count(filter, cursor, bound - counted);
            counted += tally.counted();
            cursor = tally.next();
        } while (cursor != null);
        return counted;
    }

    /** What waits, a channel a row. */
    List<Backlog> backlog();
}
