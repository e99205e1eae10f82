package dev.tidings.store.jdbc;

import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.id.DeliveryId;
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
 * What all databases say of queues: the unfinished deliveries to one recipient on a channel that keeps their order. Each has a
 * row in {@code queued_deliveries} from its acceptance to its end; only the first is ever due. Why it is safe stands in
 * docs/adr/0013.
 */
public final class RecipientQueue {
    /** The due time of what waits behind others. The end of the one before it makes it due. */
    public static final Instant BEHIND_OTHERS = Instant.parse("9999-12-31T23:59:59Z");

    private static final int NAME_BYTES = 16;

    private RecipientQueue() {}

    /** The queue of a delivery: short, whatever the length of the recipient. */
    public static String of(Notification notification, NewDelivery delivery) {
        return of(notification.tenant(), delivery.channel(), delivery.recipient());
    }

    public static String of(String tenant, String channel, String recipient) {
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
        byte[] name = digest.digest(recipient.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(Arrays.copyOf(name, NAME_BYTES));
    }

    /** The place of a delivery as its row has it; null where no order is kept. */
    public static @Nullable QueuePosition place(
            @Nullable Long number, String tenant, String channel, String recipient) {
        return number == null ? null : new QueuePosition(of(tenant, channel, recipient), number, true);
    }

    /** A due time that comes; null instead of one that does not. */
    public static @Nullable Instant dueOrNull(@Nullable Instant due) {
        return due == null || due.isBefore(BEHIND_OTHERS) ? due : null;
    }

    /** A delivery as it is inserted: pending when others are before it. */
    public static NewDelivery inserted(NewDelivery delivery, Map<DeliveryId, QueuePosition> places) {
        return waits(delivery, places) ? delivery.waiting() : delivery;
    }

    public static boolean waits(NewDelivery delivery, Map<DeliveryId, QueuePosition> places) {
        QueuePosition place = places.get(delivery.id());
        return place != null && !place.first();
    }

    /** Null where no order is kept. */
    public static @Nullable Long number(NewDelivery delivery, Map<DeliveryId, QueuePosition> places) {
        QueuePosition place = places.get(delivery.id());
        return place == null ? null : place.number();
    }
}
