package dev.tidings.core.delivery;

import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.notification.Notification;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A delivery under lease with everything that an attempt needs, loaded with the claim.
 *
 * @param endpointId the endpoint it goes to; null when the intent gave the address, when the channel needs no endpoint,
 * and when it was skipped for lack of one
 * @param address null when it comes from the recipient's endpoint
 * @param attemptNumber the number of the attempt that the lease allows
 * @param attemptsUsed attempts already counted against the current budget
 * @param startedAt when the claim was committed
 * @param reclaimed whether the lease was taken over from one that lapsed
 * @param position its position in a queue; null where no order is kept
 */
public record LeasedDelivery(
        DeliveryId id,
        Notification notification,
        String channel,
        String recipient,
        @Nullable EndpointId endpointId,
        @Nullable String address,
        int attemptNumber,
        int attemptsUsed,
        int reclaimCount,
        LeaseToken token,
        Instant startedAt,
        boolean reclaimed,
        @Nullable QueuePosition position) {
    /** Creates a delivery without an endpoint that was not reclaimed, on a channel that keeps no order. */
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
                null,
                address,
                attemptNumber,
                attemptsUsed,
                reclaimCount,
                token,
                startedAt,
                false,
                null);
    }

    /** Returns the key whose permit it uses; null if it needs none. */
    public @Nullable ConcurrencyKey concurrency() {
        return ConcurrencyKey.of(notification);
    }

    /** Returns the target of the send; an address from an intent is a target of its own. */
    public TargetKey target() {
        return TargetKey.of(notification.tenant(), channel, endpointId, recipient);
    }
}
