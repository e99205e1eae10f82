package dev.tidings.core.store;

import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.DeliveryOrder;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A delivery to insert: pending, sending under a lease, skipped, or canceled.
 *
 * @param endpointId the endpoint it goes to; null when the address comes from the intent, when the channel needs no
 * endpoint, and when it is skipped for lack of one
 * @param reason why it is skipped or canceled; null otherwise
 * @param token the lease it is inserted under; null unless sending
 * @param delay earliest due time of a pending delivery, from the insert
 * @param order the queue in which it waits for earlier deliveries; the store inserts it as pending if there are any. Null
 * if it waits for none
 */
public record NewDelivery(
        DeliveryId id,
        String channel,
        String recipient,
        @Nullable EndpointId endpointId,
        @Nullable String address,
        DeliveryStatus status,
        @Nullable String reason,
        @Nullable LeaseToken token,
        Duration delay,
        @Nullable DeliveryOrder order) {
    public static NewDelivery pending(DeliveryId id, String channel, String recipient, @Nullable String address) {
        return pending(id, channel, recipient, null, address);
    }

    public static NewDelivery pending(
            DeliveryId id, String channel, String recipient, @Nullable EndpointId endpoint, @Nullable String address) {
        return new NewDelivery(
                id, channel, recipient, endpoint, address, DeliveryStatus.PENDING, null, null, Duration.ZERO, null);
    }

    public static NewDelivery skipped(DeliveryId id, String channel, String recipient, String reason) {
        return skipped(id, channel, recipient, null, reason);
    }

    /** @param address kept for a replay */
    public static NewDelivery skipped(
            DeliveryId id, String channel, String recipient, @Nullable String address, String reason) {
        return new NewDelivery(
                id, channel, recipient, null, address, DeliveryStatus.SKIPPED, reason, null, Duration.ZERO, null);
    }

    /** Returns a copy that goes to an endpoint. */
    public NewDelivery to(@Nullable EndpointId endpoint) {
        return new NewDelivery(id, channel, recipient, endpoint, address, status, reason, token, delay, order);
    }

    /** Returns the target of its sends. */
    public TargetKey target(String tenant) {
        return TargetKey.of(tenant, channel, endpointId, recipient);
    }

    /** Returns a copy that is leased at insert. */
    public NewDelivery leased(LeaseToken leaseToken) {
        return new NewDelivery(
                id,
                channel,
                recipient,
                endpointId,
                address,
                DeliveryStatus.SENDING,
                null,
                leaseToken,
                Duration.ZERO,
                order);
    }

    /** Returns a copy that is due after a delay. */
    public NewDelivery delayed(Duration by) {
        return new NewDelivery(id, channel, recipient, endpointId, address, status, reason, token, by, order);
    }

    /** Returns when a pending delivery is due: after its delay, and not before the intent's {@code notBefore}. */
    public Instant due(Instant now, @Nullable Instant notBefore) {
        Instant earliest = now.plus(delay);
        return notBefore != null && notBefore.isAfter(earliest) ? notBefore : earliest;
    }

    /** Returns a copy that keeps the order of its recipient. */
    public NewDelivery inOrder() {
        return inOrder(DeliveryOrder.OF_RECIPIENT);
    }

    /** Returns a copy that keeps this order. */
    public NewDelivery inOrder(DeliveryOrder other) {
        return new NewDelivery(id, channel, recipient, endpointId, address, status, reason, token, delay, other);
    }

    /** Returns a copy that ends at insert, because a later notification replaces its own; ended ones are unchanged. */
    public NewDelivery superseded() {
        return status.terminal()
                ? this
                : new NewDelivery(
                        id,
                        channel,
                        recipient,
                        endpointId,
                        address,
                        DeliveryStatus.CANCELED,
                        Completion.SUPERSEDED,
                        null,
                        Duration.ZERO,
                        null);
    }

    /** Returns a copy that waits behind earlier deliveries. */
    public NewDelivery waiting() {
        return new NewDelivery(
                id, channel, recipient, endpointId, address, DeliveryStatus.PENDING, null, null, delay, order);
    }
}
