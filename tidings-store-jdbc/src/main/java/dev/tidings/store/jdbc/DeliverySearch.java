package dev.tidings.store.jdbc;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.EndpointCriterion;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.PartialCount;
import dev.tidings.core.store.QueryStore;
import dev.tidings.store.jdbc.DeliverySearchSql.Condition;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the deliveries that match a filter, newest first, with a bounded number of rows per request for any filter:
 * see docs/adr/0015. It scans the narrowest index that fits the filter, one window at a time.
 */
public final class DeliverySearch {
    /** Between the values of a filter, none of which contains it. */
    private static final String SEPARATOR = "\u0000";

    /** The maximum number of selected notifications whose deliveries one page examines. */
    private static final int MOST_SELECTED = 1_000;

    /** Below every id. */
    private static final DeliveryId NOTHING = DeliveryId.first(Instant.MIN);

    private static final Set<DeliveryStatus> NOT_SENT =
            EnumSet.of(DeliveryStatus.DEAD, DeliveryStatus.SKIPPED, DeliveryStatus.CANCELED);
    private static final Set<DeliveryStatus> OPEN =
            EnumSet.of(DeliveryStatus.PENDING, DeliveryStatus.SENDING, DeliveryStatus.FAILED);

    private static final Sql RECIPIENT_OF_ENDPOINT = Sql.of("""
        SELECT recipient
        FROM endpoints
        WHERE id = :id AND tenant = :tenant
        """);

    private final DeliverySearchSql sql;
    private final Transaction tx;
    private final DeliveryFilter filter;
    /** The listing that the cursors belong to. */
    private final String listing;

    public DeliverySearch(DeliverySearchSql sql, Transaction tx, DeliveryFilter filter) throws SQLException {
        this.sql = sql;
        this.tx = tx;
        this.filter = narrowed(tx, filter);
        this.listing = listing(filter);
    }

    /** Adds the recipient of an endpoint, because there is an index of recipients but none of endpoints. */
    private static DeliveryFilter narrowed(Transaction tx, DeliveryFilter filter) throws SQLException {
        EndpointCriterion endpoint = filter.endpoint();
        if (endpoint == null || filter.recipient() != null) {
            return filter;
        }
        return tx.prepared(RECIPIENT_OF_ENDPOINT)
                .id("id", endpoint.id())
                .text("tenant", filter.tenant())
                .first(row -> row.getString("recipient"))
                .map(filter::withRecipient)
                .orElse(filter);
    }

    public Page<Delivery> page(@Nullable String cursor, int limit) throws SQLException {
        DeliveryScan scan = scan(cursor);
        List<Delivery> found = new ArrayList<>();
        DeliveryId reached = NOTHING;
        // If most rows match, the first few fill the page; otherwise a whole window is read.
        for (int steps : new int[] {limit + 1, QueryStore.WINDOW}) {
            DeliveryId end = scan.end(tx, steps);
            found.addAll(scan.list(tx, end, limit + 1 - found.size()));
            if (found.size() > limit) {
                return new Page<>(
                        found.subList(0, limit), cursor(found.get(limit - 1).id()));
            } else if (end == null) {
                return new Page<>(found, scan.rest() == null ? null : cursor(scan.rest()));
            }
            scan = scan.below(end);
            reached = end;
        }
        return new Page<>(found, cursor(reached));
    }

    public PartialCount count(@Nullable String cursor, int bound) throws SQLException {
        DeliveryScan scan = scan(cursor);
        DeliveryId end = scan.end(tx, QueryStore.WINDOW);
        int counted = scan.count(tx, end, bound);
        DeliveryId next = end == null ? scan.rest() : end;
        return new PartialCount(counted, next == null || counted == bound ? null : cursor(next));
    }

    /** Returns the cursor after a delivery in the list of a filter. */
    public static String cursor(DeliveryFilter filter, String id) {
        return Cursors.of(listing(filter), id);
    }

    /** Names the list of a filter, so that no cursor continues another list. The same on all nodes. */
    static String listing(DeliveryFilter filter) {
        return Stream.of(
                        List.of("deliveries", filter.tenant()),
                        filter.statuses().stream()
                                .map(DeliveryStatus::code)
                                .sorted()
                                .toList(),
                        filter.channels().stream().sorted().toList(),
                        filter.reasons().stream().sorted().toList(),
                        Stream.of(
                                        filter.recipient(),
                                        filter.type(),
                                        filter.notificationId(),
                                        filter.since(),
                                        filter.until(),
                                        filter.endpoint() == null
                                                ? null
                                                : filter.endpoint().id())
                                .map(String::valueOf)
                                .toList(),
                        List.of(filter.notifications().toString()))
                .map(values -> String.join(",", values))
                .collect(Collectors.joining(SEPARATOR));
    }

    /** The scan of the first index that is narrow enough. */
    private DeliveryScan scan(@Nullable String cursor) throws SQLException {
        DeliveryId below = cursor == null ? null : DeliveryId.of(Cursors.position(listing, cursor, DeliveryId::isForm));
        DeliveryRange range = DeliveryRange.of(filter, below);
        if (SelectedNotifications.selects(filter) && filter.notificationId() == null) {
            return ofSelected(range);
        }
        return scan(range);
    }

    /** Reads a bounded number of notifications, and goes on below the last whole millisecond of them. */
    private DeliveryScan ofSelected(DeliveryRange range) throws SQLException {
        List<NotificationId> ids =
                SelectedNotifications.find(tx, filter, NotificationRange.of(range), MOST_SELECTED + 1);
        if (ids.isEmpty()) {
            return by(DeliveryIndex.NEWEST, new DeliveryRange(NOTHING, NOTHING));
        }
        DeliveryRange times = range.within(ids.getLast(), ids.getFirst());
        DeliveryId rest =
                ids.size() > MOST_SELECTED ? range.within(ids.getLast()).below() : null;
        DeliveryRange whole = rest == null ? times : new DeliveryRange(rest, times.below());
        DeliveryScan scan = new DeliveryScan(sql, DeliveryIndex.OF_NOTIFICATIONS, filter, whole, selected(ids), rest);
        boolean oneMillisecond = rest != null && rest.equals(times.below());
        return oneMillisecond || scan.exceeds(tx, QueryStore.WINDOW) ? scan(times) : scan;
    }

    private Condition selected(List<NotificationId> ids) {
        Conditions of = new Conditions("").in("selected", ids);
        Conditions where = new Conditions("1 = 1").and(sql.ofNotifications(), of);
        return new Condition(where.toString(), where.parameters());
    }

    private DeliveryScan scan(DeliveryRange range) throws SQLException {
        for (DeliveryIndex index : indexes()) {
            DeliveryScan scan = by(index, range);
            if (sql.inOrder(index) || !scan.exceeds(tx, QueryStore.WINDOW)) {
                return scan;
            }
        }
        DeliveryRange all = filter.notificationId() == null ? range : range.within(filter.notificationId());
        return by(DeliveryIndex.NEWEST, all);
    }

    private DeliveryScan by(DeliveryIndex index, DeliveryRange range) throws SQLException {
        Map<String, Conditions.Value> parameters = new HashMap<>();
        parameters.put("tenant", Conditions.Value.of(filter.tenant()));
        Condition steps = switch (index) {
            case NEWEST -> new Condition("1 = 1", Map.of());
            case OF_RECIPIENT -> new Condition("d.tenant = :tenant AND d.recipient = :recipient", parameters);
            case OF_NOTIFICATION -> new Condition(sql.ofNotification(), parameters);
            case OF_NOTIFICATIONS -> throw new IllegalArgumentException("the notifications are not selected");
            case NOT_SENT -> new Condition("d.tenant = :tenant AND " + sql.notSent(), parameters);
            case OPEN -> sql.open(tx);
        };
        if (filter.recipient() != null) {
            parameters.put("recipient", Conditions.Value.of(filter.recipient()));
        }
        if (filter.notificationId() != null) {
            parameters.put("notification", Conditions.Value.of(filter.notificationId()));
        }
        return new DeliveryScan(sql, index, filter, range, steps);
    }

    /**
     * The ids of the notifications of all matching deliveries, newest first, if an index is narrow enough to read all of them at
     * once.
     */
    Optional<List<NotificationId>> narrowNotifications() throws SQLException {
        for (DeliveryIndex index : indexes()) {
            DeliveryScan scan = by(index, DeliveryRange.of(filter, null));
            if (!scan.exceeds(tx, QueryStore.WINDOW)) {
                return Optional.of(scan.list(tx, null, QueryStore.WINDOW).stream()
                        .map(Delivery::notificationId)
                        .distinct()
                        .sorted(Comparator.reverseOrder())
                        .toList());
            }
        }
        return Optional.empty();
    }

    private List<DeliveryIndex> indexes() {
        List<DeliveryIndex> indexes = new ArrayList<>();
        if (filter.notificationId() != null) {
            indexes.add(DeliveryIndex.OF_NOTIFICATION);
        }
        if (filter.recipient() != null) {
            indexes.add(DeliveryIndex.OF_RECIPIENT);
        }
        // Only deliveries that were not sent have a reason.
        if (!filter.reasons().isEmpty() || only(NOT_SENT)) {
            indexes.add(DeliveryIndex.NOT_SENT);
        } else if (only(OPEN)) {
            indexes.add(DeliveryIndex.OPEN);
        }
        return indexes;
    }

    private boolean only(Set<DeliveryStatus> some) {
        return !filter.statuses().isEmpty() && some.containsAll(filter.statuses());
    }

    private String cursor(DeliveryId id) {
        return Cursors.of(listing, id.value());
    }
}
