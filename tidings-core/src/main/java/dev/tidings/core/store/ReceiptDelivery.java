package dev.tidings.core.store;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;

/**
 * A delivery in a receipt.
 *
 * @param outright whether the recipient is an address from the intent
 * @param reused whether it belongs to an earlier notification with the same dedupe key
 */
public record ReceiptDelivery(
        DeliveryId id, String channel, String recipient, boolean outright, DeliveryStatus status, boolean reused) {}
