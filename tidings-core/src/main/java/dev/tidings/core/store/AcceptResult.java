package dev.tidings.core.store;

import dev.tidings.core.id.NotificationId;
import java.time.Instant;
import java.util.List;

/** What became of an acceptance. */
public sealed interface AcceptResult {
    /** It is durable. {@code deliveries} are those of the receipt, reused ones among them. */
    record Accepted(NotificationId id, Instant acceptedAt, List<ReceiptDelivery> deliveries) implements AcceptResult {}

    /** The same intent was accepted before; nothing was written. */
    record Replayed(NotificationId id, List<ReceiptDelivery> deliveries) implements AcceptResult {}

    /** The key belongs to another intent; nothing was written. */
    record Conflict(NotificationId existing) implements AcceptResult {}
}
