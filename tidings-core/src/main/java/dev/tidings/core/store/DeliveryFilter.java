package dev.tidings.core.store;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.NotificationId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Selects deliveries; null and empty match any.
 *
 * @param since accepted at or after
 * @param until accepted before
 */
public record DeliveryFilter(
        String tenant,
        Set<DeliveryStatus> statuses,
        Set<String> channels,
        @Nullable String recipient,
        @Nullable String type,
        Set<String> reasons,
        @Nullable NotificationId notificationId,
        @Nullable Instant since,
        @Nullable Instant until) {
    public DeliveryFilter {
        statuses = Set.copyOf(statuses);
        channels = Set.copyOf(channels);
        reasons = Set.copyOf(reasons);
    }

    /** Creates a filter with at most one channel and one reason, without an end. */
    public DeliveryFilter(
            String tenant,
            Set<DeliveryStatus> statuses,
            @Nullable String channel,
            @Nullable String recipient,
            @Nullable String type,
            @Nullable String reason,
            @Nullable NotificationId notificationId,
            @Nullable Instant since) {
        this(
                tenant,
                statuses,
                channel == null ? Set.of() : Set.of(channel),
                recipient,
                type,
                reason == null ? Set.of() : Set.of(reason),
                notificationId,
                since,
                null);
    }

    public static DeliveryFilter of(String tenant) {
        return new DeliveryFilter(tenant, Set.of(), null, null, null, null, null, null);
    }

    public static DeliveryFilter of(NotificationId id, String tenant) {
        return new DeliveryFilter(tenant, Set.of(), null, null, null, null, id, null);
    }

    public DeliveryFilter withStatuses(Set<DeliveryStatus> others) {
        return new DeliveryFilter(tenant, others, channels, recipient, type, reasons, notificationId, since, until);
    }
}
