package dev.tidings.core.store;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.id.Ids;
import java.nio.charset.StandardCharsets;
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
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int DIGIT_BITS = 5;
    private static final int CHARS = 26;

    /** Returns the skipped delivery to the endpoint itself. */
    public static MissedDelivery skipped(Delivery delivery, EndpointId endpoint) {
        return new MissedDelivery(delivery.id(), delivery.id(), delivery.channel(), endpoint);
    }

    /** Returns a delivery of the same notification to an endpoint of the same recipient. */
    public static MissedDelivery beside(Delivery delivery, Endpoint endpoint) {
        int time = DeliveryId.PREFIX.length() + Ids.TIME_CHARS;
        // The time part of the notification's other deliveries, so that retention treats them together.
        String id = delivery.id().value().substring(0, time)
                + digits(delivery.notificationId().value() + endpoint.id().value(), CHARS - Ids.TIME_CHARS);
        return new MissedDelivery(
                delivery.id(), new DeliveryId(id), endpoint.key().channel(), endpoint.id());
    }

    /** Returns whether the delivery exists and was skipped. */
    public boolean exists() {
        return id.equals(of);
    }

    private static String digits(String text, int number) {
        byte[] digest;
        try {
            digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < number; i++) {
            digits.append(DIGITS.charAt(digest[i] & ((1 << DIGIT_BITS) - 1)));
        }
        return digits.toString();
    }
}
