package dev.tidings.engine.accept;

import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.ReceiptDelivery;
import java.util.List;

/**
 * The answer to a producer, given after the commit.
 *
 * @param expanding whether the deliveries follow later, because the audience is a topic or large; the receipt has none then
 * @param replayed whether the intent was accepted before; this is the earlier receipt
 */
public record Receipt(
        NotificationId notificationId, boolean replayed, List<ReceiptDelivery> deliveries, boolean expanding) {
    public Receipt {
        deliveries = List.copyOf(deliveries);
    }

    /** The receipt of an intent whose deliveries are known. */
    public Receipt(NotificationId notificationId, boolean replayed, List<ReceiptDelivery> deliveries) {
        this(notificationId, replayed, deliveries, false);
    }
}
