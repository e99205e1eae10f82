package dev.tidings.store.jdbc;

import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.NotificationLabels;
import dev.tidings.core.store.NotificationSummary;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.QueryStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds notifications, newest first, with a bounded number of rows per request for any filter: by a key or a tag, by the deliveries
 * of a narrow index, or one window of all notifications.
 */
public final class NotificationSearch {
    /** Of notifications whose deliveries are examined as well. */
    private static final int WINDOW_WITH_DELIVERIES = QueryStore.WINDOW / 10;

    /** The maximum number of ids in one statement. */
    private static final int CHUNK = 500;

    private static final Sql END = Sql.of("""
        SELECT id
        FROM notifications
        WHERE id >= :from AND id < :below
        ORDER BY id DESC
        LIMIT 1 OFFSET :steps
        """);

    private static final String LIST = """
        SELECT n.id, n.type, n.producer, n.idempotency_key, n.accepted_at, n.not_before, n.expires_at, n.request_id, n.dedupe_key,
            n.ordering_key, n.ordering_halts, n.concurrency_key
        FROM notifications n
        WHERE %conditions%
        ORDER BY n.id DESC
        LIMIT :rows
        """;

    private final DeliverySearchSql sql;
    private final Transaction tx;
    private final DeliveryFilter filter;
    private final String listing;

    public NotificationSearch(DeliverySearchSql sql, Transaction tx, DeliveryFilter filter) {
        this.sql = sql;
        this.tx = tx;
        this.filter = filter;
        this.listing = "notifications of " + DeliverySearch.listing(filter);
    }

    public Page<NotificationSummary> page(@Nullable String cursor, int limit) throws SQLException {
        NotificationRange range = NotificationRange.of(DeliveryRange.of(filter, null));
        if (cursor != null) {
            range = range.below(NotificationId.of(Cursors.position(listing, cursor, NotificationId::isForm)));
        }
        if (SelectedNotifications.selects(filter)) {
            int window = window();
            List<NotificationId> ids = SelectedNotifications.find(tx, filter, range, window);
            return among(ids, limit, ids.size() < window);
        }
        if (filter.narrowsDeliveries()) {
            NotificationRange open = range;
            List<NotificationId> narrow =
                    new DeliverySearch(sql, tx, filter).narrowNotifications().orElse(null);
            if (narrow != null) {
                return among(narrow.stream().filter(open::contains).toList(), limit, true);
            }
        }
        return newest(range, limit);
    }

    private int window() {
        return filter.narrowsDeliveries() ? WINDOW_WITH_DELIVERIES : QueryStore.WINDOW;
    }

    /** @param all whether there are no others below these */
    private Page<NotificationSummary> among(List<NotificationId> ids, int limit, boolean all) throws SQLException {
        List<NotificationSummary> found = new ArrayList<>();
        for (int from = 0; from < ids.size() && found.size() <= limit; from += CHUNK) {
            List<NotificationId> some = ids.subList(from, Math.min(ids.size(), from + CHUNK));
            Conditions where = new Conditions("1 = 1").and("n.id IN (%conditions%)", new Conditions("").in("id", some));
            found.addAll(list(where, limit + 1 - found.size()));
        }
        return page(found, limit, all ? null : ids.getLast());
    }

    private Page<NotificationSummary> newest(NotificationRange range, int limit) throws SQLException {
        NotificationRange open = range;
        List<NotificationSummary> found = new ArrayList<>();
        NotificationId end = null;
        // If most match, the first few fill the page; otherwise a whole window is read.
        for (int steps : new int[] {limit + 1, window()}) {
            end = tx.prepared(END)
                    .id("from", open.from())
                    .id("below", open.below())
                    .number("steps", steps - 1)
                    .<NotificationId>first(row -> Columns.notification(row, "id"))
                    .orElse(null);
            Conditions where = new Conditions("n.id >= :from AND n.id < :below")
                    .set("from", end == null ? open.from() : end)
                    .set("below", open.below());
            found.addAll(list(where, limit + 1 - found.size()));
            if (found.size() > limit || end == null) {
                break;
            }
            open = open.below(end);
        }
        return page(found, limit, end);
    }

    private List<NotificationSummary> list(Conditions where, int rows) throws SQLException {
        where.and("n.tenant = :tenant");
        FilterConditions.ofNotifications(where, filter);
        if (filter.narrowsDeliveries()) {
            Conditions deliveries = new Conditions("1 = 1");
            FilterConditions.ofDeliveries(deliveries, filter);
            where.and(sql.withDelivery(), deliveries);
        }
        return where.bind(tx.prepared(where.in(LIST))).number("rows", rows).list(NotificationSearch::read);
    }

    /** @param reached the last id that was examined; null if all were */
    private Page<NotificationSummary> page(List<NotificationSummary> found, int limit, @Nullable NotificationId reached)
            throws SQLException {
        List<NotificationSummary> shown = new ArrayList<>();
        for (NotificationSummary one : found.subList(0, Math.min(limit, found.size()))) {
            shown.add(labeled(one));
        }
        NotificationId next = found.size() > limit ? shown.getLast().id() : reached;
        return new Page<>(shown, next == null ? null : Cursors.of(listing, next.value()));
    }

    private NotificationSummary labeled(NotificationSummary one) throws SQLException {
        return new NotificationSummary(
                one.id(),
                one.type(),
                one.producer(),
                one.idempotencyKey(),
                one.acceptedAt(),
                one.notBefore(),
                one.expiresAt(),
                one.requestId(),
                one.keys(),
                LabelRows.read(tx, filter.tenant(), one.id()));
    }

    private static NotificationSummary read(ResultSet row) throws SQLException {
        return new NotificationSummary(
                Columns.notification(row, "id"),
                row.getString("type"),
                row.getString("producer"),
                row.getString("idempotency_key"),
                Columns.time(row, "accepted_at"),
                Columns.timeOrNull(row, "not_before"),
                Columns.timeOrNull(row, "expires_at"),
                row.getString("request_id"),
                NotificationRows.keys(row),
                NotificationLabels.NONE);
    }
}
