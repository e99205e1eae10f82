package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads the deliveries of receipts: a notification's own, and reused ones of earlier notifications. */
final class SqliteReceipts {
    private static final Sql OF_NOTIFICATION = Sql.of("""
        SELECT d.id, d.channel, d.recipient, d.endpoint_id, d.status, d.address IS NOT NULL AS outright
        FROM deliveries d
        JOIN notifications n ON n.seq = d.notification_seq
        WHERE n.id = :notification AND NOT EXISTS (SELECT 1 FROM expansions e WHERE e.notification_id = n.id)
        ORDER BY d.seq
        """);

    private static final Sql REUSED_BY = Sql.of("""
        SELECT d.id, d.channel, d.recipient, d.endpoint_id, d.status, d.address IS NOT NULL AS outright
        FROM notifications n
        JOIN reuses r ON r.notification_seq = n.seq
        JOIN deliveries d ON d.id = r.delivery_id
        WHERE n.id = :notification AND NOT EXISTS (SELECT 1 FROM expansions e WHERE e.notification_id = n.id)
        ORDER BY d.seq
        """);

    private static final Sql OF_CHANNEL = Sql.of("""
        SELECT id, channel, recipient, endpoint_id, status, address IS NOT NULL AS outright
        FROM deliveries
        WHERE notification_seq = :notificationSeq AND channel = :channel
        ORDER BY seq
        """);

    private static final Sql BY_ID = Sql.of("""
        SELECT id, channel, recipient, endpoint_id, status, address IS NOT NULL AS outright
        FROM deliveries
        WHERE id = :id
        """);

    private SqliteReceipts() {}

    /** Empty if retention has removed the notification, and if it is expanded: a topic may have very many subscribers. */
    static List<ReceiptDelivery> of(Transaction tx, NotificationId id) throws SQLException {
        List<ReceiptDelivery> receipt = new ArrayList<>();
        try (ResultSet rows =
                tx.prepared(OF_NOTIFICATION).id("notification", id).query()) {
            read(rows, false, receipt);
        }
        try (ResultSet rows = tx.prepared(REUSED_BY).id("notification", id).query()) {
            read(rows, true, receipt);
        }
        return receipt;
    }

    /** A delivery that a later notification reuses. */
    static List<ReceiptDelivery> reused(Transaction tx, DeliveryId delivery) throws SQLException {
        List<ReceiptDelivery> receipt = new ArrayList<>();
        try (ResultSet rows = tx.prepared(BY_ID).id("id", delivery).query()) {
            read(rows, true, receipt);
        }
        return receipt;
    }

    /** All deliveries of a notification on a channel, which a later notification reuses. */
    static List<ReceiptDelivery> reused(Transaction tx, long notificationSeq, String channel) throws SQLException {
        List<ReceiptDelivery> receipt = new ArrayList<>();
        try (ResultSet rows = tx.prepared(OF_CHANNEL)
                .number("notificationSeq", notificationSeq)
                .text("channel", channel)
                .query()) {
            read(rows, true, receipt);
        }
        return receipt;
    }

    private static void read(ResultSet rows, boolean reused, List<ReceiptDelivery> into) throws SQLException {
        while (rows.next()) {
            into.add(new ReceiptDelivery(
                    Columns.delivery(rows, "id"),
                    rows.getString("channel"),
                    rows.getString("recipient"),
                    Columns.endpointOrNull(rows),
                    rows.getBoolean("outright"),
                    DeliveryStatus.ofCode(rows.getString("status")),
                    reused));
        }
    }
}
