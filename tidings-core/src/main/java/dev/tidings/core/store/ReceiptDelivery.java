package dev.tidings.core.store;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
import org.jspecify.annotations.Nullable;

/**
 * A delivery in a receipt.
 *
 * @param endpointId the endpoint it goes to, if any
 * @param outright whether the recipient is an address from the intent
 * @param reused whether it belongs to an earlier notification with the same dedupe key
 */
public record ReceiptDelivery(
        DeliveryId id,
        String channel,
        String recipient,
        @Nullable EndpointId endpointId,
        boolean outright,
        DeliveryStatus status,
        boolean reused) {
    /** Creates a delivery without an endpoint. */
    public ReceiptDelivery(
            DeliveryId id, String channel, String recipient, boolean outright, DeliveryStatus status, boolean reused) {
        this(id, channel, recipient, null, outright, status, reused);
    }
}
