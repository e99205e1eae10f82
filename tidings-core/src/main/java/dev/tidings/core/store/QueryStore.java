package dev.tidings.core.store;

import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Read access, concurrent with writes. */
public interface QueryStore {
    /** The number of deliveries that one page, or one step of a count, examines. */
    int WINDOW = 10_000;

    Optional<Notification> notification(String tenant, NotificationId id);

    /** Returns the labels of a notification; {@link NotificationLabels#NONE} if it has none or does not exist. */
    NotificationLabels labels(String tenant, NotificationId id);

    Optional<Delivery> delivery(String tenant, DeliveryId id);

    /** Returns all attempts of a delivery, by number. */
    List<Attempt> attempts(String tenant, DeliveryId id);

    /**
     * Returns a page of deliveries, newest first. Stable under writes: no delivery appears twice, and no older one is
     * missing.
     *
     * <p>A page examines at most {@link #WINDOW} deliveries, so a page can be short or empty and still have a next one.
     */
    Page<Delivery> deliveries(DeliveryFilter filter, @Nullable String cursor, int limit);

    /**
     * Returns a page of notifications, newest first: those that meet the criteria about notifications and, if there are
     * criteria about deliveries, of which at least one delivery meets all of these.
     *
     * <p>A page examines at most {@link #WINDOW} notifications, or a tenth of that and their deliveries, so it can be short or
     * empty and still have a next one.
     */
    Page<NotificationSummary> notifications(DeliveryFilter filter, @Nullable String cursor, int limit);

    /**
     * Counts the deliveries that match a filter, up to a bound; examines at most {@link #WINDOW} of them.
     *
     * @param cursor where an earlier count stopped; null to begin
     */
    PartialCount count(DeliveryFilter filter, @Nullable String cursor, int bound);

    /** Counts in one call, without a time limit. */
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

    /**
     * Returns the first delivery of each given delivery's queue; those that are in no queue are missing. For deliveries of
     * one page.
     */
    Map<DeliveryId, QueueHead> queueHeads(Collection<Delivery> queued);

    /**
     * Returns, for each delivery that waits for a permit of its concurrency key, one that has such a permit; others are missing. For
     * deliveries of one page.
     */
    Map<DeliveryId, DeliveryId> permitHolders(Collection<DeliveryId> waiting);

    /**
     * Counts the unfinished deliveries per channel, in the order of channels. Reads index entries only, and a bounded number
     * of them.
     *
     * @param most the largest count
     */
    List<Backlog> backlog(int most);
}
