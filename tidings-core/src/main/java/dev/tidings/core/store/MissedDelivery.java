package dev.tidings.core.store;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.id.NotificationId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A delivery that an endpoint missed.
 *
 * @param of the skipped delivery to the endpoint itself, or another delivery of the same notification to the same recipient
 * @param id that of the skipped delivery, or the id of a delivery to insert. It follows from the notification and the endpoint, so
 *     that none is inserted twice
 */
public record MissedDelivery(DeliveryId of, DeliveryId id, String channel, EndpointId endpoint) {
    /** Returns the skipped delivery to the endpoint itself. */
    public static MissedDelivery skipped(Delivery delivery, EndpointId endpoint) {
        return new MissedDelivery(delivery.id(), delivery.id(), delivery.channel(), endpoint);
    }

    /** Returns a delivery of the same notification to an endpoint of the same recipient. */
    public static MissedDelivery beside(Delivery delivery, Endpoint endpoint) {
        // The time of the notification's other deliveries, so that retention treats them together.
        DeliveryId id = delivery.id().withRest(digest(delivery.notificationId(), endpoint.id()));
        return new MissedDelivery(delivery.id(), id, endpoint.key().channel(), endpoint.id());
    }

    /** Returns whether the delivery exists and was skipped. */
    public boolean exists() {
        return id.equals(of);
    }

    private static byte[] digest(NotificationId notification, EndpointId endpoint) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(notification.bytes());
            return digest.digest(endpoint.bytes());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
