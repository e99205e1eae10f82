package dev.tidings.store.jdbc;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.DeliveryFilter;
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
    /** The id below which others follow that are not in the index; null if there are none. */
    private final @Nullable DeliveryId rest;

    DeliveryScan(
            DeliverySearchSql sql, DeliveryIndex index, DeliveryFilter filter, DeliveryRange range, Condition steps) {
        this(sql, index, filter, range, steps, null);
    }

    DeliveryScan(
            DeliverySearchSql sql,
            DeliveryIndex index,
            DeliveryFilter filter,
            DeliveryRange range,
            Condition steps,
            @Nullable DeliveryId rest) {
        this.rest = rest;
        this.sql = sql;
        this.index = index;
        this.filter = filter;
        this.range = range;
        this.steps = steps;
    }

    DeliveryScan below(DeliveryId id) {
        return new DeliveryScan(sql, index, filter, new DeliveryRange(range.from(), id), steps, rest);
    }

    @Nullable
    DeliveryId rest() {
        return rest;
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
    DeliveryId end(Transaction tx, int number) throws SQLException {
        if (!sql.inOrder(index)) {
            return null;
        }
        Conditions where = within(null);
        return where.bind(tx.prepared(sql.end(index, where)))
                .number("steps", number - 1)
                .<DeliveryId>first(row -> Columns.delivery(row, "id"))
                .orElse(null);
    }

    /** The matching deliveries, down to an id; null for all. */
    List<Delivery> list(Transaction tx, @Nullable DeliveryId end, int limit) throws SQLException {
        Conditions where = matching(end);
        return where.bind(tx.prepared(sql.list(index, where)))
                .number("rows", limit)
                .list(DeliveryRows::read);
    }

    /** The number of matching deliveries, down to an id, counted up to a limit. */
    int count(Transaction tx, @Nullable DeliveryId end, int bound) throws SQLException {
        Conditions where = matching(end);
        return where.bind(tx.prepared(sql.count(index, where)))
                .number("bound", bound)
                .one(row -> row.getInt(1));
    }

    private Conditions matching(@Nullable DeliveryId end) {
        Conditions where = within(end);
        FilterConditions.ofDeliveries(where, filter);
        FilterConditions.ofNotifications(where, filter);
        if (filter.notificationId() != null) {
            where.and(sql.ofNotification()).set("notification", filter.notificationId());
        }
        return where;
    }

    private Conditions within(@Nullable DeliveryId end) {
        Conditions where = new Conditions(steps.sql()).setAll(steps.parameters());
        DeliveryId from = end == null ? range.from() : end;
        if (from != null) {
            where.and("d.id >= :from").set("from", from);
        }
        if (range.below() != null) {
            where.and("d.id < :below").set("below", range.below());
        }
        return where;
    }
}
