package dev.tidings.core.store;

import dev.tidings.core.event.Ack;
import dev.tidings.core.event.AckTimes;
import dev.tidings.core.event.SentPush;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What push keeps beyond its log: the deliveries by which events are made again, and what clients said of them. */
public interface PushStore {
    /** A recipient's deliveries by a channel that were sent at or after then, and those being sent; newest first. */
    List<SentPush> pushes(String tenant, String channel, String recipient, Instant since, int limit);

    /**
     * Deliveries to whomever by a channel, as above, by their ids, which begin with the time of acceptance; without those that
     * {@link #pushesLate} has.
     *
     * @param after the id behind which the page begins; null for the first
     */
    List<SentPush> pushesToAll(String tenant, String channel, Instant since, @Nullable DeliveryId after, int limit);

    /** The few that were accepted long before then and were sent at or after it, or are being sent. */
    List<SentPush> pushesLate(String tenant, String channel, Instant since, int limit);

    /** Those of these notifications that are there. */
    Map<NotificationId, Notification> notifications(String tenant, Collection<NotificationId> ids);

    /**
     * Keeps acks in one transaction; results in order. The first time that something is said holds.
     *
     * @return false where there is no such delivery of that recipient
     */
    List<Boolean> acknowledge(List<Ack> batch);

    /** {@link AckTimes#NONE} when nothing was said. */
    AckTimes acks(String tenant, DeliveryId id);
}
