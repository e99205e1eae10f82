package dev.tidings.core.store;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.NotificationId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries; null and empty mean any.
 *
 * @param since accepted at or after
 */
public record DeliveryFilter(
        String tenant,
        Set<DeliveryStatus> statuses,
        @Nullable String channel,
        @Nullable String recipient,
        @Nullable String type,
        @Nullable String reason,
        @Nullable NotificationId notificationId,
        @Nullable Instant since) {
    public DeliveryFilter {
        statuses = Set.copyOf(statuses);
    }

    public static DeliveryFilter of(String tenant) {
        return new DeliveryFilter(tenant, Set.of(), null, null, null, null, null, null);
    }

    public static DeliveryFilter of(NotificationId id, String tenant) {
        return new DeliveryFilter(tenant, Set.of(), null, null, null, null, id, null);
    }
}
