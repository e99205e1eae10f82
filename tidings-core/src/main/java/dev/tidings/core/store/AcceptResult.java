package dev.tidings.core.store;

import dev.tidings.core.delivery.QueuePlace;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What became of an acceptance. */
public sealed interface AcceptResult {
    /**
     * It is durable.
     *
     * @param deliveries those of the receipt, reused ones among them, as they were inserted
     * @param places of those, at least, that were inserted in the order of their recipients
     */
    record Accepted(
            NotificationId id, Instant acceptedAt, List<ReceiptDelivery> deliveries, Map<DeliveryId, QueuePlace> places)
            implements AcceptResult {}

    /** The same intent was accepted before; nothing was written. */
    record Replayed(NotificationId id, List<ReceiptDelivery> deliveries) implements AcceptResult {}

    /** The key belongs to another intent; nothing was written. */
    record Conflict(NotificationId existing) implements AcceptResult {}
}
