package dev.tidings.core.store;

import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The result of accepting one intent. */
public sealed interface AcceptResult {
    /**
     * The intent is durable.
     *
     * @param deliveries the deliveries of the receipt as they were inserted, including reused ones
     * @param positions queue positions of at least the ordered deliveries that were inserted
     */
    record Accepted(
            NotificationId id,
            Instant acceptedAt,
            List<ReceiptDelivery> deliveries,
            Map<DeliveryId, QueuePosition> positions)
            implements AcceptResult {}

    /** The same intent was accepted before; nothing was written. */
    record Replayed(NotificationId id, List<ReceiptDelivery> deliveries) implements AcceptResult {}

    /** The idempotency key belongs to a different intent; nothing was written. */
    record Conflict(NotificationId existing) implements AcceptResult {}
}
