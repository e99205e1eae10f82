package dev.tidings.core.store;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.id.DeliveryId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A delivery to be inserted: pending, sending under a lease from the start, or skipped at once.
 *
 * @param reason why it is skipped; null otherwise
 * @param token the lease it is inserted under; null unless sending
 * @param delay how long after the insert a pending one is due at the earliest
 * @param ordered whether it is sent only when those to the same recipient that were accepted before have ended. The store
 *     inserts it as pending when there are any
 */
public record NewDelivery(
        DeliveryId id,
        String channel,
        String recipient,
        @Nullable String address,
        DeliveryStatus status,
        @Nullable String reason,
        @Nullable LeaseToken token,
        Duration delay,
        boolean ordered) {
    public static NewDelivery pending(DeliveryId id, String channel, String recipient, @Nullable String address) {
        return new NewDelivery(
                id, channel, recipient, address, DeliveryStatus.PENDING, null, null, Duration.ZERO, false);
    }

    public static NewDelivery skipped(DeliveryId id, String channel, String recipient, String reason) {
        return skipped(id, channel, recipient, null, reason);
    }

    /** @param address kept for a replay */
    public static NewDelivery skipped(
            DeliveryId id, String channel, String recipient, @Nullable String address, String reason) {
        return new NewDelivery(
                id, channel, recipient, address, DeliveryStatus.SKIPPED, reason, null, Duration.ZERO, false);
    }

    /** The same delivery, begun at insert. */
    public NewDelivery leased(LeaseToken leaseToken) {
        return new NewDelivery(
                id, channel, recipient, address, DeliveryStatus.SENDING, null, leaseToken, Duration.ZERO, ordered);
    }

    /** The same delivery, due after a delay. */
    public NewDelivery delayed(Duration by) {
        return new NewDelivery(id, channel, recipient, address, status, reason, token, by, ordered);
    }

    /** When a pending one is due: after its delay, and not before the time that the intent names. */
    public Instant due(Instant now, @Nullable Instant notBefore) {
        Instant earliest = now.plus(delay);
        return notBefore != null && notBefore.isAfter(earliest) ? notBefore : earliest;
    }

    /** The same delivery, in the order of its recipient. */
    public NewDelivery inOrder() {
        return new NewDelivery(id, channel, recipient, address, status, reason, token, delay, true);
    }

    /** The same delivery, not begun: others are before it. */
    public NewDelivery waiting() {
        return new NewDelivery(id, channel, recipient, address, DeliveryStatus.PENDING, null, null, delay, ordered);
    }
}
