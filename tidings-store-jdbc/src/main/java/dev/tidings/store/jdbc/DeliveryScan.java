package dev.tidings.store.jdbc;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.EndpointCriterion;
import dev.tidings.store.jdbc.DeliverySearchSql.Condition;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A scan of one index below an id, newest first, with a bounded number of steps. */
final class DeliveryScan {
    private final DeliverySearchSql sql;
    private final DeliveryIndex index;
    private final DeliveryFilter filter;
    private final DeliveryRange range;
    /** The deliveries in the index; their number is the cost of the scan. */
    private final Condition steps;

    DeliveryScan(
            DeliverySearchSql sql, DeliveryIndex index, DeliveryFilter filter, DeliveryRange range, Condition steps) {
        this.sql = sql;
        this.index = index;
        this.filter = filter;
        this.range = range;
        this.steps = steps;
    }

    DeliveryScan below(String id) {
        return new DeliveryScan(sql, index, filter, new DeliveryRange(range.from(), id), steps);
    }

    /** Whether the index has more deliveries than this. */
    boolean exceeds(Transaction tx, int number) throws SQLException {
        Conditions where = new Conditions(steps.most()).setAll(steps.parameters());
        return where.bind(tx.prepared(sql.exceeds(index, where)))
                .number("steps", number)
                .exists();
    }

    /** The id after this many steps; null if the index has fewer, or is read completely. */
    @Nullable
    String end(Transaction tx, int number) throws SQLException {
        if (!sql.inOrder(index)) {
            return null;
        }
        Conditions where = within(null);
        return where.bind(tx.prepared(sql.end(index, where)))
                .number("steps", number - 1)
                .first(row -> row.getString("id"))
                .orElse(null);
    }

    /** The matching deliveries, down to an id; null for all. */
    List<Delivery> list(Transaction tx, @Nullable String end, int limit) throws SQLException {
        Conditions where = matching(end);
        return where.bind(tx.prepared(sql.list(index, where)))
                .number("rows", limit)
                .list(DeliveryRows::read);
    }

    /** The number of matching deliveries, down to an id, counted up to a limit. */
    int count(Transaction tx, @Nullable String end, int bound) throws SQLException {
        Conditions where = matching(end);
        return where.bind(tx.prepared(sql.count(index, where)))
                .number("bound", bound)
                .one(row -> row.getInt(1));
    }

    private Conditions matching(@Nullable String end) {
        Conditions where = within(end);
        where.and("d.tenant = :tenant")
                .set("tenant", filter.tenant())
                .among("d.channel", "channel", filter.channels())
                .equal("d.recipient", "recipient", filter.recipient())
                .equal("n.type", "type", filter.type())
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
        if (filter.notificationId() != null) {
            where.and(sql.ofNotification())
                    .set("notification", filter.notificationId().value());
        }
        return where;
    }

    private Conditions within(@Nullable String end) {
        Conditions where = new Conditions(steps.sql()).setAll(steps.parameters());
        String from = end == null ? range.from() : end;
        if (from != null) {
            where.and("d.id >= :from").set("from", from);
        }
        if (range.below() != null) {
            where.and("d.id < :below").set("below", range.below());
        }
        return where;
    }
}
