package dev.tidings.engine.accept;

import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.ReceiptDelivery;
import java.util.List;

/**
 * The answer to a producer, given after the commit.
 *
 * @param replayed whether the intent was accepted before; this is the earlier receipt
 */
public record Receipt(NotificationId notificationId, boolean replayed, List<ReceiptDelivery> deliveries) {
    public Receipt {
        deliveries = List.copyOf(deliveries);
    }
}
