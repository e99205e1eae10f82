package dev.tidings.store.jdbc;

import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.EndpointCriterion;
import dev.tidings.core.store.NotificationCriteria;

/** The conditions of a filter, on deliveries {@code d} and their notifications {@code n}. */
final class FilterConditions {
    /** Looked up per notification: a planner would rather read all notifications with the label. */
    private static final String TAGGED = """
        (
            SELECT 1
            FROM notification_labels l
            WHERE l.tenant = :tenant AND l.kind = 'tag' AND l.value = :tag AND l.notification_id = n.id
            LIMIT 1
        ) IS NOT NULL
        """;

    private static final String KEYED = """
        (
            SELECT 1
            FROM notification_labels l
            WHERE l.tenant = :tenant AND l.kind = 'cancel_key' AND l.value = :cancel_key AND l.notification_id = n.id
            LIMIT 1
        ) IS NOT NULL
        """;

    private FilterConditions() {}

    static void ofDeliveries(Conditions where, DeliveryFilter filter) {
        where.and("d.tenant = :tenant")
                .set("tenant", filter.tenant())
                .among("d.channel", "channel", filter.channels())
                .equal("d.recipient", "recipient", filter.recipient())
                .among("d.reason", "reason", filter.reasons());
        if (!filter.statuses().isEmpty()) {
            where.statuses("d.status", filter.statuses());
        }
        EndpointCriterion endpoint = filter.endpoint();
        if (endpoint != null) {
            where.and(
                            endpoint.orUndecided()
                                    ? "(d.endpoint_id = :endpoint OR d.endpoint_id IS NULL AND d.address IS NULL)"
                                    : "d.endpoint_id = :endpoint")
                    .set("endpoint", endpoint.id());
        }
    }

    static void ofNotifications(Conditions where, DeliveryFilter filter) {
        NotificationCriteria criteria = filter.notifications();
        where.set("tenant", filter.tenant())
                .equal("n.type", "type", filter.type())
                .equal("n.ordering_key", "ordering_key", criteria.orderingKey())
                .equal("n.concurrency_key", "concurrency_key", criteria.concurrencyKey())
                .equal("n.producer", "producer", criteria.producer())
                .equal("n.idempotency_key", "idempotency_key", criteria.idempotencyKey());
        if (criteria.tag() != null) {
            where.and(TAGGED).set("tag", criteria.tag());
        }
        if (criteria.cancelKey() != null) {
            where.and(KEYED).set("cancel_key", criteria.cancelKey());
        }
    }
}
