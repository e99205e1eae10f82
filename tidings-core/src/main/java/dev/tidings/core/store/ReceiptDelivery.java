package dev.tidings.core.store;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;

/**
 * A delivery as a receipt names it.
 *
 * @param outright whether the recipient is an address that an intent gave
 * @param reused it belongs to an earlier notification that holds the place of the dedupe key
 */
public record ReceiptDelivery(
        DeliveryId id, String channel, String recipient, boolean outright, DeliveryStatus status, boolean reused) {}
