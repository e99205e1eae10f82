package dev.tidings.core.store;

import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads, beside the writer. */
public interface QueryStore {
    Optional<Notification> notification(String tenant, NotificationId id);

    Optional<Delivery> delivery(String tenant, DeliveryId id);

    /** All attempts of a delivery, the newest among them, by number. */
    List<Attempt> attempts(String tenant, DeliveryId id);

    /** A page of deliveries, newest first. Stable under writes: none is shown twice, none of the older ones left out. */
    Page<Delivery> deliveries(DeliveryFilter filter, @Nullable String cursor, int limit);

    /** How many deliveries a filter matches, counted up to a bound. */
    int count(DeliveryFilter filter, int bound);

    /** What waits, a channel a row. */
    List<Backlog> backlog();
}
