package dev.tidings.store.jdbc;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.NewDelivery;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts of queues that are equal for all databases. A queue consists of the unfinished deliveries to one
 * recipient, or to one of its endpoints, on a channel that preserves their order. Each has a row in {@code queued_deliveries} from acceptance to
 * completion; only the first is ever due. See docs/adr/0013.
 */
public final class RecipientQueue {
    /** The due time of deliveries that wait for earlier ones, whose completion makes them due. */
    public static final Instant BEHIND_OTHERS = Instant.parse("9999-12-31T23:59:59Z");

    private static final int NAME_BYTES = 16;

    private RecipientQueue() {}

    /** The queue of a delivery: a digest of fixed length. */
    public static String of(Notification notification, NewDelivery delivery) {
        return of(notification.tenant(), delivery.channel(), delivery.recipient(), delivery.endpointId());
    }

    /** The queue that a delivery belongs to if its channel preserves order. */
    public static String of(Delivery delivery) {
        return of(delivery.tenant(), delivery.channel(), delivery.recipient(), delivery.endpointId());
    }

    public static String of(String tenant, String channel, String recipient, @Nullable EndpointId endpoint) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java has SHA-256", absent);
        }
        for (String part : new String[] {tenant, channel}) {
            digest.update(part.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        digest.update(recipient.getBytes(StandardCharsets.UTF_8));
        if (endpoint != null) {
            digest.update((byte) 0);
            digest.update(endpoint.bytes());
        }
        byte[] name = digest.digest();
        return HexFormat.of().formatHex(Arrays.copyOf(name, NAME_BYTES));
    }

    /** The position of a delivery in its row; null if the channel preserves no order. */
    public static @Nullable QueuePosition position(
            @Nullable Long number, String tenant, String channel, String recipient, @Nullable EndpointId endpoint) {
        return number == null ? null : new QueuePosition(of(tenant, channel, recipient, endpoint), number, true);
    }

    /** The due time; null if the delivery waits for others. */
    public static @Nullable Instant dueOrNull(@Nullable Instant due) {
        return due == null || due.isBefore(BEHIND_OTHERS) ? due : null;
    }

    /** The delivery to insert: pending if others are before it. */
    public static NewDelivery inserted(NewDelivery delivery, Map<DeliveryId, QueuePosition> positions) {
        return waits(delivery, positions) ? delivery.waiting() : delivery;
    }

    public static boolean waits(NewDelivery delivery, Map<DeliveryId, QueuePosition> positions) {
        QueuePosition position = positions.get(delivery.id());
        return position != null && !position.first();
    }

    /** Null if the channel preserves no order. */
    public static @Nullable Long number(NewDelivery delivery, Map<DeliveryId, QueuePosition> positions) {
        QueuePosition position = positions.get(delivery.id());
        return position == null ? null : position.number();
    }
}
