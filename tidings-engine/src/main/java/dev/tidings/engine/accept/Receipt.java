package dev.tidings.engine.accept;

import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.ReceiptDelivery;
import java.util.List;

/**
 * What a producer gets, after the commit.
 *
 * @param replayed the intent was accepted before; this is that acceptance
 */
public record Receipt(NotificationId notificationId, boolean replayed, List<ReceiptDelivery> deliveries) {
    public Receipt {
        deliveries = List.copyOf(deliveries);
    }
}
