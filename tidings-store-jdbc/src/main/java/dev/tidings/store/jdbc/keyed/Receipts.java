package dev.tidings.store.jdbc.keyed;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.store.jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what receipts name, for many at once: own deliveries and those of earlier notifications that serve them. */
public final class Receipts {
    private final ServerDialect dialect;

    /** Deliveries of a notification on one channel. */
    public record Served(NotificationId id, String channel) {}

    public Receipts(ServerDialect dialect) {
        this.dialect = dialect;
    }

    /** An empty list for a notification that retention has removed, and for one that has no deliveries. */
    public Map<NotificationId, List<ReceiptDelivery>> of(Transaction tx, Collection<NotificationId> ids)
            throws SQLException {
        Map<NotificationId, List<ReceiptDelivery>> receipts = new LinkedHashMap<>();
        ids.forEach(id -> receipts.put(id, new ArrayList<>()));
        if (receipts.isEmpty()) {
            return receipts;
        }
        List<String> texts =
                receipts.keySet().stream().map(NotificationId::value).toList();
        try (ResultSet row = dialect.bindAmong(
                        dialect.bindAmong(tx.prepared(ofNotifications(texts.size())), texts), texts)
                .query()) {
            while (row.next()) {
                receipts.getOrDefault(new NotificationId(row.getString(1)), new ArrayList<>())
                        .add(read(row, row.getBoolean("reused")));
            }
        }
        return receipts;
    }

    /** The deliveries of earlier notifications that serve later ones, as reused; an empty list where there is none. */
    public Map<Served, List<ReceiptDelivery>> reused(Transaction tx, Collection<Served> served) throws SQLException {
        Map<Served, List<ReceiptDelivery>> found = new LinkedHashMap<>();
        Set<String> ids = new LinkedHashSet<>();
        Set<String> channels = new LinkedHashSet<>();
        for (Served one : served) {
            found.put(one, new ArrayList<>());
            ids.add(one.id().value());
            channels.add(one.channel());
        }
        if (found.isEmpty()) {
            return found;
        }
        try (ResultSet row = dialect.bindAmong(
                        dialect.bindAmong(tx.prepared(ofChannels(ids.size(), channels.size())), ids), channels)
                .query()) {
            while (row.next()) {
                found.getOrDefault(
                                new Served(new NotificationId(row.getString(1)), row.getString("channel")),
                                new ArrayList<>())
                        .add(read(row, true));
            }
        }
        return found;
    }

    private String ofNotifications(int notifications) {
        return "SELECT d.notification_id, d.id, d.channel, d.recipient, d.status, false AS reused FROM deliveries d"
                + " WHERE " + dialect.among("d.notification_id", notifications)
                + " UNION ALL SELECT r.notification_id, d.id, d.channel, d.recipient, d.status, true FROM reuses r"
                + " JOIN deliveries d ON d.notification_id = r.reused_id AND d.channel = r.channel"
                + " WHERE " + dialect.among("r.notification_id", notifications) + " ORDER BY 6, 2";
    }

    private String ofChannels(int notifications, int channels) {
        return "SELECT d.notification_id, d.id, d.channel, d.recipient, d.status FROM deliveries d WHERE "
                + dialect.among("d.notification_id", notifications) + " AND "
                + dialect.among("d.channel", channels) + " ORDER BY d.id";
    }

    private static ReceiptDelivery read(ResultSet row, boolean reused) throws SQLException {
        return new ReceiptDelivery(
                new DeliveryId(row.getString("id")),
                row.getString("channel"),
                row.getString("recipient"),
                DeliveryStatus.ofCode(row.getString("status")),
                reused);
    }
}
