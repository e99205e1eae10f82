package dev.tidings.client.submit;

import java.util.List;

/**
 * An intent is accepted, durably.
 *
 * @param idempotencyKey the one it was accepted under
 * @param replayed it was accepted before; this is that acceptance
 */
public record Receipt(String notificationId, String idempotencyKey, boolean replayed, List<Delivery> deliveries) {
    public Receipt {
        deliveries = List.copyOf(deliveries);
    }

    /**
     * One recipient over one channel.
     *
     * @param status pending, sending, failed, sent, skipped, dead or canceled
     * @param reused it belongs to an earlier notification with the same dedupe key
     */
    public record Delivery(String id, String channel, String recipient, String status, boolean reused) {}

    static Receipt of(String key, dev.tidings.v1.Receipt message) {
        return new Receipt(
                message.getNotificationId(),
                key,
                message.getReplayed(),
                message.getDeliveriesList().stream()
                        .map(delivery -> new Delivery(
                                delivery.getDeliveryId(),
                                delivery.getChannel(),
                                delivery.getRecipient(),
                                delivery.getStatus(),
                                delivery.getReused()))
                        .toList());
    }
}
