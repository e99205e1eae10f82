package dev.tidings.core.delivery;

import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.Notification;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that the holder may try: all that an attempt needs, loaded with the claim.
 *
 * @param address null when the recipient's endpoint says it
 * @param attemptNumber the number of the attempt that the lease allows
 * @param attemptsUsed attempts already counted against the present budget
 * @param startedAt when the claim was committed
 * @param reclaimed the lease was taken over from one that lapsed
 * @param place where it stands in the queue of its recipient; null where no order is kept
 */
public record LeasedDelivery(
        DeliveryId id,
        Notification notification,
        String channel,
        String recipient,
        @Nullable String address,
        int attemptNumber,
        int attemptsUsed,
        int reclaimCount,
        LeaseToken token,
        Instant startedAt,
        boolean reclaimed,
        @Nullable QueuePlace place) {
    /** One that was not taken over, on a channel that keeps no order. */
    public LeasedDelivery(
            DeliveryId id,
            Notification notification,
            String channel,
            String recipient,
            @Nullable String address,
            int attemptNumber,
            int attemptsUsed,
            int reclaimCount,
            LeaseToken token,
            Instant startedAt) {
        this(
                id,
                notification,
                channel,
                recipient,
                address,
                attemptNumber,
                attemptsUsed,
                reclaimCount,
                token,
                startedAt,
                false,
                null);
    }

    /** The endpoint it goes to; an address given outright counts as one of its own. */
    public EndpointKey endpoint() {
        return new EndpointKey(notification.tenant(), recipient, channel);
    }
}
