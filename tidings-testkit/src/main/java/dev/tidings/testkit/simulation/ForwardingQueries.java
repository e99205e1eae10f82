package dev.tidings.testkit.simulation;

import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.Backlog;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.NotificationLabels;
import dev.tidings.core.store.NotificationSummary;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.PartialCount;
import dev.tidings.core.store.QueryStore;
import dev.tidings.core.store.QueueHead;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Forwards to the queries of another store; tests override single methods. */
public class ForwardingQueries implements QueryStore {
    private final QueryStore to;

    public ForwardingQueries(QueryStore to) {
        this.to = to;
    }

    @Override
    public Optional<Notification> notification(String tenant, NotificationId id) {
        return to.notification(tenant, id);
    }

    @Override
    public NotificationLabels labels(String tenant, NotificationId id) {
        return to.labels(tenant, id);
    }

    @Override
    public Optional<Delivery> delivery(String tenant, DeliveryId id) {
        return to.delivery(tenant, id);
    }

    @Override
    public List<Attempt> attempts(String tenant, DeliveryId id) {
        return to.attempts(tenant, id);
    }

    @Override
    public Page<Delivery> deliveries(DeliveryFilter filter, @Nullable String cursor, int limit) {
        return to.deliveries(filter, cursor, limit);
    }

    @Override
    public Page<NotificationSummary> notifications(DeliveryFilter filter, @Nullable String cursor, int limit) {
        return to.notifications(filter, cursor, limit);
    }

    @Override
    public PartialCount count(DeliveryFilter filter, @Nullable String cursor, int bound) {
        return to.count(filter, cursor, bound);
    }

    @Override
    public Map<DeliveryId, DeliveryId> permitHolders(Collection<DeliveryId> waiting) {
        return to.permitHolders(waiting);
    }

    @Override
    public Map<DeliveryId, QueueHead> queueHeads(Collection<Delivery> queued) {
        return to.queueHeads(queued);
    }

    @Override
    public List<Backlog> backlog(int most) {
        return to.backlog(most);
    }
}
