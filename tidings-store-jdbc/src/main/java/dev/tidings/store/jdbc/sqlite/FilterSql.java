package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.store.DeliveryFilter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.Query;

/**
 * A filter over deliveries {@code d} and notifications {@code n}, as text and parameters. It tells SQLite which way to
 * go: without statistics it would rather read all of a tenant by recipient and sort it than walk down from the newest.
 */
final class FilterSql {
    private static final Set<DeliveryStatus> NOT_SENT =
            EnumSet.of(DeliveryStatus.DEAD, DeliveryStatus.SKIPPED, DeliveryStatus.CANCELED);
    private static final Set<DeliveryStatus> OPEN =
            EnumSet.of(DeliveryStatus.PENDING, DeliveryStatus.SENDING, DeliveryStatus.FAILED);

    private final StringBuilder where = new StringBuilder();
    private final String from;
    private final Map<String, Object> parameters = new HashMap<>();

    FilterSql(DeliveryFilter filter) {
        boolean narrow = filter.recipient() != null || filter.notificationId() != null;
        boolean open = !filter.statuses().isEmpty() && OPEN.containsAll(filter.statuses());
        boolean notSent = !filter.statuses().isEmpty() && NOT_SENT.containsAll(filter.statuses());
        this.from = open && !narrow ? "deliveries d INDEXED BY deliveries_due" : "deliveries d";
        // A plus keeps a column from its index.
        where.append(narrow || notSent ? " WHERE d.tenant = :tenant" : " WHERE +d.tenant = :tenant");
        parameters.put("tenant", filter.tenant());
        statuses(filter.statuses());
        among("d.channel", "channel", filter.channels());
        and("d.recipient", "recipient", filter.recipient());
        and("n.type", "type", filter.type());
        among("d.reason", "reason", filter.reasons());
        if (filter.notificationId() != null) {
            // Not a join condition: the planner then starts from the one notification.
            where.append(" AND d.notification_seq = (SELECT seq FROM notifications WHERE id = :notification)");
            parameters.put("notification", filter.notificationId().value());
        }
        if (filter.since() != null) {
            where.append(" AND n.accepted_at >= :since");
            parameters.put("since", filter.since().toEpochMilli());
        }
        if (filter.until() != null) {
            where.append(" AND n.accepted_at < :until");
            parameters.put("until", filter.until().toEpochMilli());
        }
    }

    String from() {
        return from;
    }

    String where() {
        return where.toString();
    }

    Query bind(Query query) {
        return query.bindMap(parameters);
    }

    /** Statuses stand as literals, and the partial indexes' own conditions beside them, for the planner to see. */
    private void statuses(Set<DeliveryStatus> statuses) {
        if (statuses.isEmpty()) {
            return;
        }
        if (NOT_SENT.containsAll(statuses)) {
            where.append(" AND d.status IN ('dead', 'skipped', 'canceled')");
        } else if (OPEN.containsAll(statuses)) {
            where.append(" AND d.due_at IS NOT NULL");
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

    private void and(String column, String name, @org.jspecify.annotations.Nullable String value) {
        if (value != null) {
            where.append(" AND ").append(column).append(" = :").append(name);
            parameters.put(name, value);
        }
    }
}
