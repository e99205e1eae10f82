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

/** Push data beside the event log: the deliveries from which events can be re-created, and acknowledgements. */
public interface PushStore {
    /**
     * Returns a recipient's deliveries on a channel that were sent at or after a time or are being sent, newest first.
     */
    List<SentPush> pushes(String tenant, String channel, String recipient, Instant since, int limit);

    /**
     * Returns the same for all recipients, by id, which begins with the time of acceptance, except those that {@link
     * #pushesLate} returns.
     *
     * @param after the last id of the previous page; null for the first page
     */
    List<SentPush> pushesToAll(String tenant, String channel, Instant since, @Nullable DeliveryId after, int limit);

    /**
     * Returns the few deliveries that were accepted long before a time and were sent at or after it or are being sent.
     */
    List<SentPush> pushesLate(String tenant, String channel, Instant since, int limit);

    /** Returns the notifications that exist. */
    Map<NotificationId, Notification> notifications(String tenant, Collection<NotificationId> ids);

    /**
     * Stores acknowledgements in one transaction; results in order. The first time of each kind is kept.
     *
     * @return false where the recipient has no such delivery
     */
    List<Boolean> acknowledge(List<Ack> batch);

    /** Returns {@link AckTimes#NONE} when there is no acknowledgement. */
    AckTimes acks(String tenant, DeliveryId id);
}
