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
import org.jspecify.annotations.Nullable;

/** Reads what receipts name, for many at once: own deliveries and those of earlier notifications that serve them. */
public final class KeyedReceipts {
    private static final String OUTRIGHT = " d.address IS NOT NULL AS outright";

    private final ServerDialect dialect;

    /** What holds a place: one delivery of a notification or, with null, all of them on the channel. */
    public record Holder(
            NotificationId id, String channel, @Nullable DeliveryId delivery) {}

    public KeyedReceipts(ServerDialect dialect) {
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

    /** The deliveries by which places are held, as reused; an empty list where there is none. */
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
        Map<String, Holder> byDelivery = new LinkedHashMap<>();
        holders.forEach(holder -> byDelivery.put(
                java.util.Objects.requireNonNull(holder.delivery()).value(), holder));
        try (ResultSet row = dialect.bindAmong(tx.prepared(byId(byDelivery.size())), byDelivery.keySet())
                .query()) {
            while (row.next()) {
                into.getOrDefault(byDelivery.get(row.getString("id")), new ArrayList<>())
                        .add(read(row, true));
            }
        }
    }

    private void readShared(Transaction tx, List<Holder> holders, Map<Holder, List<ReceiptDelivery>> into)
            throws SQLException {
        Set<String> ids = new LinkedHashSet<>();
        Set<String> channels = new LinkedHashSet<>();
        for (Holder holder : holders) {
            ids.add(holder.id().value());
            channels.add(holder.channel());
        }
        try (ResultSet row = dialect.bindAmong(
                        dialect.bindAmong(tx.prepared(ofChannels(ids.size(), channels.size())), ids), channels)
                .query()) {
            while (row.next()) {
                into.getOrDefault(
                                new Holder(new NotificationId(row.getString(1)), row.getString("channel"), null),
                                new ArrayList<>())
                        .add(read(row, true));
            }
        }
    }

    private String ofNotifications(int notifications) {
        return "SELECT d.notification_id, d.id, d.channel, d.recipient, d.status, false AS reused,"
                + OUTRIGHT + " FROM deliveries d"
                + " WHERE " + dialect.among("d.notification_id", notifications)
                + " UNION ALL SELECT r.notification_id, d.id, d.channel, d.recipient, d.status, true,"
                + OUTRIGHT + " FROM reuses r"
                + " JOIN deliveries d ON d.id = r.delivery_id"
                + " WHERE " + dialect.among("r.notification_id", notifications) + " ORDER BY 6, 2";
    }

    private String byId(int deliveries) {
        return "SELECT d.notification_id, d.id, d.channel, d.recipient, d.status," + OUTRIGHT
                + " FROM deliveries d WHERE " + dialect.among("d.id", deliveries);
    }

    private String ofChannels(int notifications, int channels) {
        return "SELECT d.notification_id, d.id, d.channel, d.recipient, d.status," + OUTRIGHT
                + " FROM deliveries d WHERE "
                + dialect.among("d.notification_id", notifications) + " AND "
                + dialect.among("d.channel", channels) + " ORDER BY d.id";
    }

    private static ReceiptDelivery read(ResultSet row, boolean reused) throws SQLException {
        return new ReceiptDelivery(
                new DeliveryId(row.getString("id")),
                row.getString("channel"),
                row.getString("recipient"),
                row.getBoolean("outright"),
                DeliveryStatus.ofCode(row.getString("status")),
                reused);
    }
}
