package dev.tidings.store.jdbc.keyed;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.store.jdbc.Conditions;
import dev.tidings.store.jdbc.keyed.ServerDialect.Condition;
import dev.tidings.store.jdbc.keyed.ServerDialect.Way;
import java.util.EnumSet;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** A filter over deliveries {@code d} and notifications {@code n}, as text and parameters. */
public final class FilterSql {
    private static final Set<DeliveryStatus> NOT_SENT =
            EnumSet.of(DeliveryStatus.DEAD, DeliveryStatus.SKIPPED, DeliveryStatus.CANCELED);
    private static final Set<DeliveryStatus> OPEN =
            EnumSet.of(DeliveryStatus.PENDING, DeliveryStatus.SENDING, DeliveryStatus.FAILED);

    private final Conditions where = new Conditions(" WHERE d.tenant = :tenant");
    private final String from;

    /** @param handle for what the dialect asks of the database first */
    public FilterSql(ServerDialect dialect, Handle handle, DeliveryFilter filter) {
        Way way = way(filter);
        this.from = dialect.deliveries(way);
        where.set("tenant", filter.tenant());
        if (way == Way.OPEN) {
            Condition open = dialect.open(handle);
            where.and(open.sql());
            open.parameters().forEach(where::set);
        }
        statuses(filter.statuses());
        where.among("d.channel", "channel", filter.channels())
                .equal("d.recipient", "recipient", filter.recipient())
                .equal("n.type", "type", filter.type())
                .among("d.reason", "reason", filter.reasons())
                .equal(
                        "d.notification_id",
                        "notification",
                        filter.notificationId() == null
                                ? null
                                : filter.notificationId().value());
        if (filter.since() != null) {
            where.and("n.accepted_at >= :since").set("since", filter.since().toEpochMilli());
        }
        if (filter.until() != null) {
            where.and("n.accepted_at < :until").set("until", filter.until().toEpochMilli());
        }
    }

    private static Way way(DeliveryFilter filter) {
        if (filter.notificationId() != null) {
            return Way.OF_NOTIFICATION;
        } else if (filter.recipient() != null) {
            return Way.OF_RECIPIENT;
        } else if (filter.statuses().isEmpty()) {
            return Way.NEWEST;
        } else if (NOT_SENT.containsAll(filter.statuses())) {
            return Way.NOT_SENT;
        }
        return OPEN.containsAll(filter.statuses()) ? Way.OPEN : Way.NEWEST;
    }

    /** @param below the page begins under this id; null from the newest */
    public String page(ServerDialect dialect, @Nullable String below) {
        if (below != null) {
            where.and("d.id < :below").set("below", below);
        }
        return Deliveries.select(dialect, from) + where + " ORDER BY d.id DESC LIMIT :rows";
    }

    public String count() {
        return "SELECT count(*) FROM (SELECT 1 FROM " + from + where + " LIMIT :bound) AS counted";
    }

    public Query bind(Query query) {
        return where.bind(query);
    }

    private void statuses(Set<DeliveryStatus> statuses) {
        if (statuses.isEmpty()) {
            return;
        }
        if (NOT_SENT.containsAll(statuses)) {
            where.and("d.not_sent = true");
        }
        where.statuses("d.status", statuses);
    }
}
