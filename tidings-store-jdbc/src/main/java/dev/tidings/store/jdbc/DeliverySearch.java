package dev.tidings.store.jdbc;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.PartialCount;
import dev.tidings.core.store.QueryStore;
import dev.tidings.store.jdbc.DeliveryTables.Condition;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Finds the deliveries that a filter matches, newest first, and looks at a bounded number of them at a time, whatever the filter
 * is: docs/adr/0015. It goes by the narrowest index there is and walks down it in windows.
 */
public final class DeliverySearch {
    /** What cursors of deliveries are good for. */
    private static final String DELIVERIES = "deliveries";

    private static final Set<DeliveryStatus> NOT_SENT =
            EnumSet.of(DeliveryStatus.DEAD, DeliveryStatus.SKIPPED, DeliveryStatus.CANCELED);
    private static final Set<DeliveryStatus> OPEN =
            EnumSet.of(DeliveryStatus.PENDING, DeliveryStatus.SENDING, DeliveryStatus.FAILED);

    private final DeliveryTables tables;
    private final Handle handle;
    private final DeliveryFilter filter;

    public DeliverySearch(DeliveryTables tables, Handle handle, DeliveryFilter filter) {
        this.tables = tables;
        this.handle = handle;
        this.filter = filter;
    }

    public Page<Delivery> page(@Nullable String cursor, int limit) {
        DeliveryWalk walk = walk(cursor);
        List<Delivery> found = new ArrayList<>();
        String reached = "";
        // What matches mostly is found at once; only then is it worth while to look at many.
        for (int steps : new int[] {limit + 1, QueryStore.WINDOW}) {
            String end = walk.end(handle, steps);
            found.addAll(walk.list(handle, end, limit + 1 - found.size()));
            if (found.size() > limit) {
                return new Page<>(
                        found.subList(0, limit),
                        cursor(found.get(limit - 1).id().value()));
            } else if (end == null) {
                return new Page<>(found, null);
            }
            walk = walk.below(end);
            reached = end;
        }
        return new Page<>(found, cursor(reached));
    }

    public PartialCount count(@Nullable String cursor, int bound) {
        DeliveryWalk walk = walk(cursor);
        String end = walk.end(handle, QueryStore.WINDOW);
        int counted = walk.count(handle, end, bound);
        return new PartialCount(counted, end == null || counted == bound ? null : cursor(end));
    }

    private static String place(String cursor) {
        String place = Cursors.place(DELIVERIES, cursor);
        if (!DeliveryId.isForm(place)) {
            throw Cursors.refused(cursor);
        }
        return place;
    }

    /** The first way that is narrow enough. */
    private DeliveryWalk walk(@Nullable String cursor) {
        String below = cursor == null ? null : place(cursor);
        DeliveryRange range = DeliveryRange.of(filter, below);
        for (DeliveryWay way : ways()) {
            DeliveryWalk walk = by(way, range);
            if (tables.inOrder(way) || !walk.exceeds(handle, QueryStore.WINDOW)) {
                return walk;
            }
        }
        DeliveryRange all = filter.notificationId() == null ? range : range.within(filter.notificationId());
        return by(DeliveryWay.NEWEST, all);
    }

    private DeliveryWalk by(DeliveryWay way, DeliveryRange range) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("tenant", filter.tenant());
        Condition steps = switch (way) {
            case NEWEST -> new Condition("1 = 1", Map.of());
            case OF_RECIPIENT -> new Condition("d.tenant = :tenant AND d.recipient = :recipient", parameters);
            case OF_NOTIFICATION -> new Condition(tables.ofNotification(), parameters);
            case NOT_SENT -> new Condition("d.tenant = :tenant AND " + tables.notSent(), parameters);
            case OPEN -> tables.open(handle);
        };
        if (filter.recipient() != null) {
            parameters.put("recipient", filter.recipient());
        }
        if (filter.notificationId() != null) {
            parameters.put("notification", filter.notificationId().value());
        }
        return new DeliveryWalk(tables, way, filter, range, steps);
    }

    private List<DeliveryWay> ways() {
        List<DeliveryWay> ways = new ArrayList<>();
        if (filter.notificationId() != null) {
            ways.add(DeliveryWay.OF_NOTIFICATION);
        }
        if (filter.recipient() != null) {
            ways.add(DeliveryWay.OF_RECIPIENT);
        }
        // Only what was not sent has a reason.
        if (!filter.reasons().isEmpty() || only(NOT_SENT)) {
            ways.add(DeliveryWay.NOT_SENT);
        } else if (only(OPEN)) {
            ways.add(DeliveryWay.OPEN);
        }
        return ways;
    }

    private boolean only(Set<DeliveryStatus> some) {
        return !filter.statuses().isEmpty() && some.containsAll(filter.statuses());
    }

    private static String cursor(String id) {
        return Cursors.of(DELIVERIES, id);
    }
}
