package dev.tidings.store.jdbc;

import dev.tidings.core.delivery.ConcurrencyKey;
import dev.tidings.core.delivery.DeliveryOrder;
import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.NewDelivery;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts of queues that are equal for all databases. A queue consists of the unfinished deliveries to one
 * recipient, or to one of its endpoints, on a channel that preserves their order; or of those with one ordering key to
 * one target. Each has a row in {@code queued_deliveries} from acceptance to completion; only the first is ever due.
 * See docs/adr/0013 and docs/adr/0020.
 */
public final class DeliveryQueue {
    /** The due time of deliveries that wait for earlier ones, whose completion makes them due. */
    public static final Instant BEHIND_OTHERS = Instant.parse("9999-12-31T23:59:59Z");

    /** The due time of deliveries that wait for the permit of a concurrency key. */
    public static final Instant AT_LIMIT = BEHIND_OTHERS.plusMillis(999);

    private static final int NAME_BYTES = 16;

    private DeliveryQueue() {}

    /** The queue of an ordered delivery: a digest of fixed length. */
    public static String of(Notification notification, NewDelivery delivery, DeliveryOrder order) {
        return order.key() == null
                ? ofRecipient(notification.tenant(), delivery.channel(), delivery.recipient(), delivery.endpointId())
                : ofKey(delivery.target(notification.tenant()), order.key());
    }

    private static String ofRecipient(String tenant, String channel, String recipient, @Nullable EndpointId endpoint) {
        MessageDigest digest = digest(tenant, channel);
        digest.update(recipient.getBytes(StandardCharsets.UTF_8));
        if (endpoint != null) {
            digest.update((byte) 0);
            digest.update(endpoint.bytes());
        }
        return name(digest);
    }

    /** Starts with an empty part, because no tenant is empty: so it is never the queue of a recipient. */
    private static String ofKey(TargetKey target, String key) {
        MessageDigest digest = digest("", target.tenant(), target.channel(), target.target());
        digest.update(key.getBytes(StandardCharsets.UTF_8));
        return name(digest);
    }

    /** The name of a concurrency key: a digest of fixed length. */
    static String ofConcurrency(ConcurrencyKey key) {
        MessageDigest digest = digest(key.tenant());
        digest.update(key.key().getBytes(StandardCharsets.UTF_8));
        return name(digest);
    }

    private static MessageDigest digest(String... parts) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java has SHA-256", absent);
        }
        for (String part : parts) {
            digest.update(part.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        return digest;
    }

    private static String name(MessageDigest digest) {
        return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), NAME_BYTES));
    }

    /** The queue as its own row stores it: only that of an ordering key, because the other follows from the row. */
    public static @Nullable String stored(NewDelivery delivery, @Nullable QueuePosition position) {
        DeliveryOrder order = delivery.order();
        return position == null || order == null || order.key() == null ? null : position.queue();
    }

    /**
     * The position of a delivery in its row with {@code queue, queue_position, tenant, recipient, endpoint_id}; null if it
     * is in no queue.
     */
    public static @Nullable QueuePosition positionOrNull(ResultSet row, String channel) throws SQLException {
        Long number = Columns.longOrNull(row, "queue_position");
        if (number == null) {
            return null;
        }
        String queue = row.getString("queue");
        return new QueuePosition(
                queue == null
                        ? ofRecipient(
                                row.getString("tenant"),
                                channel,
                                row.getString("recipient"),
                                Columns.endpointOrNull(row))
                        : queue,
                number,
                true);
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

    /** Null if the delivery is in no queue. */
    public static @Nullable Long number(NewDelivery delivery, Map<DeliveryId, QueuePosition> positions) {
        QueuePosition position = positions.get(delivery.id());
        return position == null ? null : position.number();
    }
}
