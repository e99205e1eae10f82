package dev.tidings.core.store;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.id.NotificationId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Selects deliveries; null and empty match any.
 *
 * @param endpoint those to one endpoint; without a recipient, the store looks up the endpoint's
 * @param since accepted at or after
 * @param until accepted before
 * @param notifications criteria of their notifications
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
        @Nullable Instant until,
        @Nullable EndpointCriterion endpoint,
        NotificationCriteria notifications) {
    public DeliveryFilter {
        statuses = Set.copyOf(statuses);
        channels = Set.copyOf(channels);
        reasons = Set.copyOf(reasons);
    }

    /** Creates a filter for any endpoint. */
    public DeliveryFilter(
            String tenant,
            Set<DeliveryStatus> statuses,
            Set<String> channels,
            @Nullable String recipient,
            @Nullable String type,
            Set<String> reasons,
            @Nullable NotificationId notificationId,
            @Nullable Instant since,
            @Nullable Instant until) {
        this(
                tenant,
                statuses,
                channels,
                recipient,
                type,
                reasons,
                notificationId,
                since,
                until,
                null,
                NotificationCriteria.NONE);
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
        return new DeliveryFilter(
                tenant,
                others,
                channels,
                recipient,
                type,
                reasons,
                notificationId,
                since,
                until,
                endpoint,
                notifications);
    }

    public DeliveryFilter withRecipient(String other) {
        return new DeliveryFilter(
                tenant,
                statuses,
                channels,
                other,
                type,
                reasons,
                notificationId,
                since,
                until,
                endpoint,
                notifications);
    }

    /** Returns the same filter for the deliveries to one endpoint; null for any. */
    public DeliveryFilter to(@Nullable EndpointId id) {
        return to(id == null ? null : new EndpointCriterion(id, false));
    }

    public DeliveryFilter to(@Nullable EndpointCriterion criterion) {
        return new DeliveryFilter(
                tenant,
                statuses,
                channels,
                recipient,
                type,
                reasons,
                notificationId,
                since,
                until,
                criterion,
                notifications);
    }

    /** Returns the same filter for the deliveries of notifications that meet these criteria. */
    public DeliveryFilter of(NotificationCriteria criteria) {
        return new DeliveryFilter(
                tenant, statuses, channels, recipient, type, reasons, notificationId, since, until, endpoint, criteria);
    }

    /** Whether it has a criterion that is about deliveries, and not about their notifications. */
    public boolean narrowsDeliveries() {
        return !statuses.isEmpty()
                || !channels.isEmpty()
                || recipient != null
                || !reasons.isEmpty()
                || endpoint != null;
    }
}
