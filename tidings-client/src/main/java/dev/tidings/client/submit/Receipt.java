package dev.tidings.client.submit;

import java.util.List;

/**
 * The durable acceptance of an intent.
 *
 * @param idempotencyKey the key under which it was accepted
 * @param replayed whether it had been accepted before
 * @param expanding whether the deliveries follow later, because the intent is to a topic
 */
public record Receipt(
        String notificationId, String idempotencyKey, boolean replayed, List<Delivery> deliveries, boolean expanding) {
    public Receipt {
        deliveries = List.copyOf(deliveries);
    }

    /**
     * A delivery to one recipient over one channel.
     *
     * @param endpointId the endpoint it goes to; empty when the intent gave the address, when the channel needs no endpoint, and
     *     when it was skipped for lack of one
     * @param status pending, sending, failed, sent, skipped, dead or canceled
     * @param reused whether it belongs to an earlier notification with the same dedupe key
     */
    public record Delivery(
            String id, String channel, String recipient, String endpointId, String status, boolean reused) {}

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
                                delivery.getEndpointId(),
                                delivery.getStatus(),
                                delivery.getReused()))
                        .toList(),
                message.getExpanding());
    }
}
