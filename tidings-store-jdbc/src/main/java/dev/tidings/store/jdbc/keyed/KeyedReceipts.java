package dev.tidings.store.jdbc.keyed;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Dialect;
import dev.tidings.store.jdbc.DialectSql;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the deliveries of many receipts at once: their own, and reused ones of earlier notifications. */
public final class KeyedReceipts {
    private static final DialectSql OF_NOTIFICATIONS = DialectSql.ofServers("""
        SELECT d.notification_id, d.id, d.channel, d.recipient, d.endpoint_id, d.status, false AS reused,
            d.address IS NOT NULL AS outright
        FROM deliveries d
        WHERE d.notification_id = ANY (:notification) AND NOT EXISTS (
            SELECT 1 FROM expansions e WHERE e.notification_id = d.notification_id)
        UNION ALL
        SELECT r.notification_id, d.id, d.channel, d.recipient, d.endpoint_id, d.status, true,
            d.address IS NOT NULL AS outright
        FROM reuses r
        JOIN deliveries d ON d.id = r.delivery_id
        WHERE r.notification_id = ANY (:notification) AND NOT EXISTS (
            SELECT 1 FROM expansions e WHERE e.notification_id = r.notification_id)
        ORDER BY 7, 2
        """, """
        SELECT d.notification_id, d.id, d.channel, d.recipient, d.endpoint_id, d.status, false AS reused,
            d.address IS NOT NULL AS outright
        FROM deliveries d
        WHERE d.notification_id IN ({:notification}) AND NOT EXISTS (
            SELECT 1 FROM expansions e WHERE e.notification_id = d.notification_id)
        UNION ALL
        SELECT r.notification_id, d.id, d.channel, d.recipient, d.endpoint_id, d.status, true,
            d.address IS NOT NULL AS outright
        FROM reuses r
        JOIN deliveries d ON d.id = r.delivery_id
        WHERE r.notification_id IN ({:notification}) AND NOT EXISTS (
            SELECT 1 FROM expansions e WHERE e.notification_id = r.notification_id)
        ORDER BY 7, 2
        """);

    private static final DialectSql BY_ID = DialectSql.ofServers("""
        SELECT d.notification_id, d.id, d.channel, d.recipient, d.endpoint_id, d.status,
            d.address IS NOT NULL AS outright
        FROM deliveries d
        WHERE d.id = ANY (:id)
        """, """
        SELECT d.notification_id, d.id, d.channel, d.recipient, d.endpoint_id, d.status,
            d.address IS NOT NULL AS outright
        FROM deliveries d
        WHERE d.id IN ({:id})
        """);

    private static final DialectSql OF_CHANNELS = DialectSql.ofServers("""
        SELECT d.notification_id, d.id, d.channel, d.recipient, d.endpoint_id, d.status,
            d.address IS NOT NULL AS outright
        FROM deliveries d
        WHERE d.notification_id = ANY (:notification) AND d.channel = ANY (:channel)
        ORDER BY d.id
        """, """
        SELECT d.notification_id, d.id, d.channel, d.recipient, d.endpoint_id, d.status,
            d.address IS NOT NULL AS outright
        FROM deliveries d
        WHERE d.notification_id IN ({:notification}) AND d.channel IN ({:channel})
        ORDER BY d.id
        """);

    private final Sql ofNotifications;
    private final Sql byId;
    private final Sql ofChannels;

    /** The holder of a dedupe key: one delivery of a notification or, with null, all of them on the channel. */
    public record Holder(
            NotificationId id, String channel, @Nullable DeliveryId delivery) {}

    public KeyedReceipts(Dialect dialect) {
        this.ofNotifications = dialect.of(OF_NOTIFICATIONS);
        this.byId = dialect.of(BY_ID);
        this.ofChannels = dialect.of(OF_CHANNELS);
    }

    /** Returns an empty list if the notification was removed, has no deliveries, or is expanded. */
    public Map<NotificationId, List<ReceiptDelivery>> of(Transaction tx, Collection<NotificationId> ids)
            throws SQLException {
        Map<NotificationId, List<ReceiptDelivery>> receipts = new LinkedHashMap<>();
        ids.forEach(id -> receipts.put(id, new ArrayList<>()));
        if (receipts.isEmpty()) {
            return receipts;
        }
        try (ResultSet row = tx.prepared(ofNotifications.repeat("notification", receipts.size()))
                .ids("notification", receipts.keySet())
                .query()) {
            while (row.next()) {
                receipts.getOrDefault(Columns.notification(row, "notification_id"), new ArrayList<>())
                        .add(read(row, row.getBoolean("reused")));
            }
        }
        return receipts;
    }

    /** Returns the deliveries of these holders, marked as reused. */
    public Map<Holder, List<ReceiptDelivery>> reused(Transaction tx, Collection<Holder> holders) throws SQLException {
        Map<Holder, List<ReceiptDelivery>> found = new LinkedHashMap<>();
        holders.forEach(holder -> found.put(holder, new ArrayList<>()));
        List<Holder> single = found.keySet().stream()
                .filter(holder -> holder.delivery() != null)
                .toList();
        if (!single.isEmpty()) {
            readSingle(tx, single, found);
        }
        List<Holder> shared = found.keySet().stream()
                .filter(holder -> holder.delivery() == null)
                .toList();
        if (!shared.isEmpty()) {
            readShared(tx, shared, found);
        }
        return found;
    }

    private void readSingle(Transaction tx, List<Holder> holders, Map<Holder, List<ReceiptDelivery>> into)
            throws SQLException {
        Map<DeliveryId, Holder> byDelivery = new LinkedHashMap<>();
        holders.forEach(holder -> byDelivery.put(Objects.requireNonNull(holder.delivery()), holder));
        try (ResultSet row = tx.prepared(byId.repeat("id", byDelivery.size()))
                .ids("id", byDelivery.keySet())
                .query()) {
            while (row.next()) {
                into.getOrDefault(byDelivery.get(Columns.delivery(row, "id")), new ArrayList<>())
                        .add(read(row, true));
            }
        }
    }

    private void readShared(Transaction tx, List<Holder> holders, Map<Holder, List<ReceiptDelivery>> into)
            throws SQLException {
        Set<NotificationId> ids = new LinkedHashSet<>();
        Set<String> channels = new LinkedHashSet<>();
        for (Holder holder : holders) {
            ids.add(holder.id());
            channels.add(holder.channel());
        }
        Sql sql = ofChannels.repeat("notification", ids.size()).repeat("channel", channels.size());
        try (ResultSet row = tx.prepared(sql)
                .ids("notification", ids)
                .texts("channel", channels)
                .query()) {
            while (row.next()) {
                into.getOrDefault(
                                new Holder(
                                        Columns.notification(row, "notification_id"), row.getString("channel"), null),
                                new ArrayList<>())
                        .add(read(row, true));
            }
        }
    }

    private static ReceiptDelivery read(ResultSet row, boolean reused) throws SQLException {
        return new ReceiptDelivery(
                Columns.delivery(row, "id"),
                row.getString("channel"),
                row.getString("recipient"),
                Columns.endpointOrNull(row),
                row.getBoolean("outright"),
                DeliveryStatus.ofCode(row.getString("status")),
                reused);
    }
}
