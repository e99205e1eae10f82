package dev.tidings.store.jdbc.keyed;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.store.jdbc.keyed.ServerDialect.Condition;
import dev.tidings.store.jdbc.keyed.ServerDialect.Way;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** A filter over deliveries {@code d} and notifications {@code n}, as text and parameters. */
public final class FilterSql {
    private static final Set<DeliveryStatus> NOT_SENT =
            EnumSet.of(DeliveryStatus.DEAD, DeliveryStatus.SKIPPED, DeliveryStatus.CANCELED);
    private static final Set<DeliveryStatus> OPEN =
            EnumSet.of(DeliveryStatus.PENDING, DeliveryStatus.SENDING, DeliveryStatus.FAILED);

    private final StringBuilder where = new StringBuilder(" WHERE d.tenant = :tenant");
    private final Map<String, Object> parameters = new HashMap<>();
    private final String from;

    /** @param handle for what the dialect asks of the database first */
    public FilterSql(ServerDialect dialect, Handle handle, DeliveryFilter filter) {
        Way way = way(filter);
        this.from = dialect.deliveries(way);
        parameters.put("tenant", filter.tenant());
        if (way == Way.OPEN) {
            Condition open = dialect.open(handle);
            where.append(" AND ").append(open.sql());
            parameters.putAll(open.parameters());
        }
        statuses(filter.statuses());
        among("d.channel", "channel", filter.channels());
        and("d.recipient", "recipient", filter.recipient());
        and("n.type", "type", filter.type());
        among("d.reason", "reason", filter.reasons());
        and(
                "d.notification_id",
                "notification",
                filter.notificationId() == null ? null : filter.notificationId().value());
        if (filter.since() != null) {
            where.append(" AND n.accepted_at >= :since");
            parameters.put("since", filter.since().toEpochMilli());
        }
        if (filter.until() != null) {
            where.append(" AND n.accepted_at < :until");
            parameters.put("until", filter.until().toEpochMilli());
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
            where.append(" AND d.id < :below");
            parameters.put("below", below);
        }
        return Deliveries.select(dialect, from) + where + " ORDER BY d.id DESC LIMIT :rows";
    }

    public String count() {
        return "SELECT count(*) FROM (SELECT 1 FROM " + from + where + " LIMIT :bound) AS counted";
    }

    public Query bind(Query query) {
        return query.bindMap(parameters);
    }

    /** Statuses stand as literals, for the planner to see. */
    private void statuses(Set<DeliveryStatus> statuses) {
        if (statuses.isEmpty()) {
            return;
        }
        if (NOT_SENT.containsAll(statuses)) {
            where.append(" AND d.not_sent = true");
        }
        where.append(statuses.stream()
                .map(status -> "'" + status.code() + "'")
                .sorted()
                .collect(Collectors.joining(", ", " AND d.status IN (", ")")));
    }

    /** One value is compared as such, for the planner to take the index that begins with it. */
    private void among(String column, String name, Set<String> values) {
        if (values.size() == 1) {
            and(column, name, values.iterator().next());
        } else if (!values.isEmpty()) {
            List<String> names = new ArrayList<>();
            for (String value : new TreeSet<>(values)) {
                names.add(":" + name + names.size());
                parameters.put(name + (names.size() - 1), value);
            }
            where.append(" AND ")
                    .append(column)
                    .append(" IN (")
                    .append(String.join(", ", names))
                    .append(")");
        }
    }

    private void and(String column, String name, @Nullable String value) {
        if (value != null) {
            where.append(" AND ").append(column).append(" = :").append(name);
            parameters.put(name, value);
        }
    }
}
