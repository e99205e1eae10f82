package dev.tidings.store.jdbc;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.store.jdbc.DeliveryTables.Condition;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;

/** Deliveries below an id, newest first, by one index: where so many of them end, and which of those match. */
final class DeliveryWalk {
    private static final String NEWEST_FIRST = " ORDER BY d.id DESC LIMIT ";

    private final DeliveryTables tables;
    private final DeliveryWay way;
    private final DeliveryFilter filter;
    private final DeliveryRange range;
    /** Deliveries in the index, whose number is what a walk costs. */
    private final Condition steps;

    DeliveryWalk(DeliveryTables tables, DeliveryWay way, DeliveryFilter filter, DeliveryRange range, Condition steps) {
        this.tables = tables;
        this.way = way;
        this.filter = filter;
        this.range = range;
        this.steps = steps;
    }

    DeliveryWalk below(String id) {
        return new DeliveryWalk(tables, way, filter, new DeliveryRange(range.from(), id), steps);
    }

    /** Whether there are more deliveries in the index than so many. */
    boolean exceeds(Handle handle, int number) {
        return bind(
                        handle,
                        new Conditions(" WHERE " + steps.most()),
                        "SELECT 1 FROM " + tables.deliveries(way) + " WHERE " + steps.most() + " LIMIT 1 OFFSET :steps")
                .bind("steps", number)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** The id at which so many steps end; null when there are no more of them, or when all of them are looked at anyway. */
    @Nullable
    String end(Handle handle, int number) {
        if (!tables.inOrder(way)) {
            return null;
        }
        Conditions where = within(null, new Conditions(" WHERE " + steps.sql()));
        return bind(
                        handle,
                        where,
                        "SELECT d.id FROM " + tables.deliveries(way) + where + NEWEST_FIRST + "1 OFFSET :steps")
                .bind("steps", number - 1)
                .mapTo(String.class)
                .findOne()
                .orElse(null);
    }

    /** Those that match, down to an id; null for all. */
    List<Delivery> list(Handle handle, @Nullable String end, int limit) {
        Conditions where = matching(end);
        return bind(handle, where, tables.select(way) + where + NEWEST_FIRST + ":rows")
                .bind("rows", limit)
                .map((row, context) -> DeliveryRows.read(row))
                .list();
    }

    /** How many match, down to an id, counted up to a bound. */
    int count(Handle handle, @Nullable String end, int bound) {
        Conditions where = matching(end);
        return bind(
                        handle,
                        where,
                        "SELECT count(*) FROM (SELECT 1 FROM " + tables.withNotifications(way) + where
                                + " LIMIT :bound) AS counted")
                .bind("bound", bound)
                .mapTo(Integer.class)
                .one();
    }

    Conditions matching(@Nullable String end) {
        Conditions where = within(end, new Conditions(" WHERE " + steps.sql()));
        where.and("d.tenant = :tenant")
                .set("tenant", filter.tenant())
                .among("d.channel", "channel", filter.channels())
                .equal("d.recipient", "recipient", filter.recipient())
                .equal("n.type", "type", filter.type())
                .among("d.reason", "reason", filter.reasons());
        if (!filter.statuses().isEmpty()) {
            where.statuses("d.status", filter.statuses());
        }
        if (filter.notificationId() != null) {
            where.and(tables.ofNotification())
                    .set("notification", filter.notificationId().value());
        }
        return where;
    }

    private Conditions within(@Nullable String end, Conditions where) {
        String from = end == null ? range.from() : end;
        if (from != null) {
            where.and("d.id >= :from").set("from", from);
        }
        if (range.below() != null) {
            where.and("d.id < :below").set("below", range.below());
        }
        return where;
    }

    private Query bind(Handle handle, Conditions where, String sql) {
        Query query = handle.createQuery(sql).bindMap(steps.parameters());
        // Not each part of the steps' condition has all its parameters.
        query.getConfig(SqlStatements.class).setUnusedBindingAllowed(true);
        return where.bind(query);
    }
}
