package dev.tidings.store.jdbc;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.IntentLabels;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.NotificationLabels;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The tags and cancel keys of notifications. A notification with a cancel key is replaceable until a later one with the same key
 * replaces it: then it is superseded, for good.
 */
public final class LabelRows {
    /** The kinds of rows. */
    static final String TAG = "tag";

    static final String CANCEL_KEY = "cancel_key";
    private static final String REPLACEABLE = "replaceable";
    private static final String SUPERSEDED_BY = "superseded_by";

    private static final Sql INSERT = Sql.of("""
        INSERT INTO notification_labels (tenant, kind, value, notification_id) VALUES (:tenant, :kind, :value, :id)
        """);

    /** Locks the key until the end of the transaction, so that one replaces after the other. */
    private static final DialectSql LOCK_KEY = DialectSql.of("""
        INSERT INTO replacements (tenant, cancel_key, notification_id)
        VALUES (:tenant, :key, :id)
        ON CONFLICT (tenant, cancel_key) DO UPDATE SET notification_id = EXCLUDED.notification_id
        """, """
        INSERT INTO replacements (tenant, cancel_key, notification_id)
        VALUES (:tenant, :key, :id)
        ON DUPLICATE KEY UPDATE notification_id = VALUES(notification_id)
        """);

    static final DialectSql FIND_REPLACEABLE = DialectSql.of("""
        SELECT notification_id
        FROM notification_labels
        WHERE tenant = :tenant AND kind = 'replaceable' AND value = :key
        ORDER BY notification_id
        """, """
        SELECT notification_id
        FROM notification_labels
        WHERE tenant = :tenant AND kind = 'replaceable' AND value = :key
        ORDER BY notification_id
        FOR UPDATE
        """, """
        SELECT notification_id
        FROM notification_labels
        WHERE tenant = :tenant AND kind = 'replaceable' AND value = :key
        ORDER BY notification_id
        FOR UPDATE
        """);

    private static final Sql END_REPLACEABLE = Sql.of("""
        DELETE FROM notification_labels
        WHERE tenant = :tenant AND kind = 'replaceable' AND value = :key AND notification_id = :id
        """);

    private static final DialectSql NOTIFICATIONS_OF = DialectSql.ofServers("""
        SELECT DISTINCT notification_id FROM deliveries WHERE id = ANY (:id)
        """, """
        SELECT DISTINCT notification_id FROM deliveries WHERE id IN ({:id})
        """);

    private static final DialectSql KEEP_REPLACEABLE = DialectSql.ofServers("""
        SELECT notification_id
        FROM notification_labels
        WHERE notification_id = ANY (:id) AND kind = 'replaceable'
        ORDER BY notification_id
        FOR SHARE
        """, """
        SELECT notification_id
        FROM notification_labels
        WHERE notification_id IN ({:id}) AND kind = 'replaceable'
        ORDER BY notification_id
        LOCK IN SHARE MODE
        """);

    public static final Sql FIND = Sql.of("""
        SELECT notification_id
        FROM notification_labels
        WHERE tenant = :tenant AND kind = :kind AND value = :value AND notification_id >= :from AND notification_id < :below
        ORDER BY notification_id DESC
        LIMIT :rows
        """);

    static final Sql READ = Sql.of("""
        SELECT kind, value
        FROM notification_labels
        WHERE notification_id = :id AND tenant = :tenant
        ORDER BY kind, value
        """);

    /** In the same order on all nodes, to avoid deadlocks. */
    private static final Comparator<Key> BY_NAME =
            Comparator.comparing(Key::tenant).thenComparing(Key::name);

    private record Key(String tenant, String name) {
        static @Nullable Key of(Notification notification) {
            String name = notification.keys().labels().cancelKey();
            return name == null ? null : new Key(notification.tenant(), name);
        }
    }

    private LabelRows() {}

    /**
     * Inserts the labels of new notifications, of which most have none, and supersedes what they replace.
     *
     * @return the same acceptances; those that a later one of the same batch replaces, with deliveries that end at insert
     */
    public static List<Acceptance> accept(
            Transaction tx, Dialect dialect, Supersession supersession, List<Acceptance> accepted, Instant now)
            throws SQLException {
        for (Acceptance one : accepted) {
            if (!one.notification().keys().labels().none()) {
                return acceptAll(tx, dialect, supersession, accepted, now);
            }
        }
        return accepted;
    }

    private static List<Acceptance> acceptAll(
            Transaction tx, Dialect dialect, Supersession supersession, List<Acceptance> accepted, Instant now)
            throws SQLException {
        Map<Key, NotificationId> replacing = replacing(accepted);
        for (Map.Entry<Key, NotificationId> one : replacing.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(BY_NAME))
                .toList()) {
            Key key = one.getKey();
            NotificationId by = one.getValue();
            tx.prepared(dialect.of(LOCK_KEY))
                    .text("tenant", key.tenant())
                    .text("key", key.name())
                    .id("id", by)
                    .update();
            for (NotificationId id : replaceable(tx, dialect, key)) {
                supersede(tx, supersession, key, id, by, now);
            }
        }
        List<Acceptance> settled = new ArrayList<>(accepted.size());
        for (int i = accepted.size() - 1; i >= 0; i--) {
            Acceptance one = accepted.get(i);
            Key key = Key.of(one.notification());
            NotificationId by = key == null ? null : replacing.get(key);
            boolean superseded = by != null && !by.equals(one.notification().id()) && before(accepted, i, by);
            insert(tx, one.notification(), superseded ? by : null);
            if (superseded) {
                ExpansionTable.stop(
                        tx, one.notification().tenant(), one.notification().id(), now);
            }
            settled.addFirst(superseded ? one.superseded() : one);
        }
        return settled;
    }

    /** The last notification of the batch that replaces each key. */
    private static Map<Key, NotificationId> replacing(List<Acceptance> accepted) {
        Map<Key, NotificationId> replacing = new HashMap<>();
        for (Acceptance one : accepted) {
            Key key = Key.of(one.notification());
            if (key != null && one.notification().keys().labels().replaces()) {
                replacing.put(key, one.notification().id());
            }
        }
        return replacing;
    }

    private static boolean before(List<Acceptance> accepted, int index, NotificationId id) {
        for (int i = index + 1; i < accepted.size(); i++) {
            if (accepted.get(i).notification().id().equals(id)) {
                return true;
            }
        }
        return false;
    }

    private static List<NotificationId> replaceable(Transaction tx, Dialect dialect, Key key) throws SQLException {
        return tx.prepared(dialect.of(FIND_REPLACEABLE))
                .text("tenant", key.tenant())
                .text("key", key.name())
                .list(row -> Columns.notification(row, "notification_id"));
    }

    private static void supersede(
            Transaction tx, Supersession supersession, Key key, NotificationId id, NotificationId by, Instant now)
            throws SQLException {
        tx.prepared(END_REPLACEABLE)
                .text("tenant", key.tenant())
                .text("key", key.name())
                .id("id", id)
                .update();
        insert(tx, key.tenant(), SUPERSEDED_BY, by.value(), id);
        // First: an expansion inserts no more deliveries after it has stopped.
        ExpansionTable.stop(tx, key.tenant(), id, now);
        supersession.supersede(tx, id, now);
    }

    private static void insert(Transaction tx, Notification notification, @Nullable NotificationId supersededBy)
            throws SQLException {
        IntentLabels labels = notification.keys().labels();
        for (String tag : labels.tags()) {
            insert(tx, notification.tenant(), TAG, tag, notification.id());
        }
        String key = labels.cancelKey();
        if (key != null) {
            insert(tx, notification.tenant(), CANCEL_KEY, key, notification.id());
            if (supersededBy == null) {
                insert(tx, notification.tenant(), REPLACEABLE, key, notification.id());
            } else {
                insert(tx, notification.tenant(), SUPERSEDED_BY, supersededBy.value(), notification.id());
            }
        }
    }

    private static void insert(Transaction tx, String tenant, String kind, String value, NotificationId id)
            throws SQLException {
        tx.prepared(INSERT)
                .text("tenant", tenant)
                .text("kind", kind)
                .text("value", value)
                .id("id", id)
                .update();
    }

    /**
     * For database servers: keeps the notifications of these deliveries from being superseded until the end of the transaction, and
     * waits for a transaction that supersedes them now. Called before ended deliveries are made pending again.
     */
    public static void keepReplaceable(Transaction tx, Dialect dialect, Collection<DeliveryId> deliveries)
            throws SQLException {
        if (deliveries.isEmpty()) {
            return;
        }
        Set<DeliveryId> ids = new TreeSet<>(deliveries);
        List<NotificationId> notifications = tx.prepared(
                        dialect.of(NOTIFICATIONS_OF).repeat("id", ids.size()))
                .ids("id", ids)
                .list(row -> Columns.notification(row, "notification_id"));
        if (!notifications.isEmpty()) {
            var _ = tx.prepared(dialect.of(KEEP_REPLACEABLE).repeat("id", notifications.size()))
                    .ids("id", notifications)
                    .exists();
        }
    }

    /**
     * Finds notifications with a label, newest first.
     *
     * @param kind {@link #TAG} or {@link #CANCEL_KEY}
     */
    static List<NotificationId> find(
            Transaction tx, String tenant, String kind, String value, NotificationRange range, int rows)
            throws SQLException {
        return tx.prepared(FIND)
                .text("tenant", tenant)
                .text("kind", kind)
                .text("value", value)
                .id("from", range.from())
                .id("below", range.below())
                .number("rows", rows)
                .list(row -> Columns.notification(row, "notification_id"));
    }

    /** Reads the labels of a notification. */
    public static NotificationLabels read(Transaction tx, String tenant, NotificationId id) throws SQLException {
        List<String> tags = new ArrayList<>();
        String key = null;
        NotificationId supersededBy = null;
        try (ResultSet row =
                tx.prepared(READ).id("id", id).text("tenant", tenant).query()) {
            while (row.next()) {
                String value = row.getString("value");
                switch (row.getString("kind")) {
                    case TAG -> tags.add(value);
                    case CANCEL_KEY -> key = value;
                    case SUPERSEDED_BY -> supersededBy = NotificationId.of(value);
                    default -> {}
                }
            }
        }
        return tags.isEmpty() && key == null
                ? NotificationLabels.NONE
                : new NotificationLabels(tags, key, supersededBy);
    }
}
