package dev.tidings.store.jdbc;

import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.NotificationCriteria;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/** The notifications that a filter selects by an index of them: by a cancel key, a tag or an idempotency key. */
final class SelectedNotifications {
    static final Sql OF_KEY = Sql.of("""
        SELECT notification_id
        FROM idempotency
        WHERE tenant = :tenant AND producer = :producer AND idempotency_key = :key
        """);

    private SelectedNotifications() {}

    /** Whether a filter has such a criterion. */
    static boolean selects(DeliveryFilter filter) {
        NotificationCriteria criteria = filter.notifications();
        return criteria.cancelKey() != null || criteria.tag() != null || byKey(criteria);
    }

    private static boolean byKey(NotificationCriteria criteria) {
        return criteria.producer() != null && criteria.idempotencyKey() != null;
    }

    /** The newest of them in a range. */
    static List<NotificationId> find(Transaction tx, DeliveryFilter filter, NotificationRange range, int rows)
            throws SQLException {
        NotificationCriteria criteria = filter.notifications();
        if (byKey(criteria)) {
            return tx
                    .prepared(OF_KEY)
                    .text("tenant", filter.tenant())
                    .text("producer", criteria.producer())
                    .text("key", criteria.idempotencyKey())
                    .list(row -> Columns.notification(row, "notification_id"))
                    .stream()
                    .filter(range::contains)
                    .toList();
        }
        return criteria.cancelKey() != null
                ? LabelRows.find(tx, filter.tenant(), LabelRows.CANCEL_KEY, criteria.cancelKey(), range, rows)
                : LabelRows.find(
                        tx, filter.tenant(), LabelRows.TAG, Objects.requireNonNull(criteria.tag()), range, rows);
    }
}
