package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.store.jdbc.Conditions;
import java.util.EnumSet;
import java.util.Set;
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

    private final Conditions where;
    private final String from;

    FilterSql(DeliveryFilter filter) {
        boolean narrow = filter.recipient() != null || filter.notificationId() != null;
        boolean open = !filter.statuses().isEmpty() && OPEN.containsAll(filter.statuses());
        boolean notSent = !filter.statuses().isEmpty() && NOT_SENT.containsAll(filter.statuses());
        this.from = open && !narrow ? "deliveries d INDEXED BY deliveries_due" : "deliveries d";
        // A plus keeps a column from its index.
        this.where = new Conditions(narrow || notSent ? " WHERE d.tenant = :tenant" : " WHERE +d.tenant = :tenant");
        where.set("tenant", filter.tenant());
        statuses(filter.statuses());
        where.among("d.channel", "channel", filter.channels())
                .equal("d.recipient", "recipient", filter.recipient())
                .equal("n.type", "type", filter.type())
                .among("d.reason", "reason", filter.reasons());
        if (filter.notificationId() != null) {
            // Not a join condition: the planner then starts from the one notification.
            where.and("d.notification_seq = (SELECT seq FROM notifications WHERE id = :notification)")
                    .set("notification", filter.notificationId().value());
        }
        if (filter.since() != null) {
            where.and("n.accepted_at >= :since").set("since", filter.since().toEpochMilli());
        }
        if (filter.until() != null) {
            where.and("n.accepted_at < :until").set("until", filter.until().toEpochMilli());
        }
    }

    String from() {
        return from;
    }

    String where() {
        return where.toString();
    }

    Query bind(Query query) {
        return where.bind(query);
    }

    /** The partial indexes' own conditions stand beside the statuses, for the planner to see. */
    private void statuses(Set<DeliveryStatus> statuses) {
        if (statuses.isEmpty()) {
            return;
        }
        if (NOT_SENT.containsAll(statuses)) {
            where.and("d.status IN ('dead', 'skipped', 'canceled')");
        } else if (OPEN.containsAll(statuses)) {
            where.and("d.due_at IS NOT NULL");
        }
        where.statuses("d.status", statuses);
    }
}
