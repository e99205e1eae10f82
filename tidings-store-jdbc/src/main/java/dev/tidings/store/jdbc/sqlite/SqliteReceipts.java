package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.store.jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads what a receipt names: a notification's own deliveries and those of earlier ones that serve it. */
final class SqliteReceipts {
    private static final String OF_NOTIFICATION =
            "SELECT d.id, d.channel, d.recipient, d.status, d.address IS NOT NULL FROM deliveries d"
                    + " JOIN notifications n ON n.seq = d.notification_seq WHERE n.id = ? ORDER BY d.seq";
    private static final String REUSED_BY =
            "SELECT d.id, d.channel, d.recipient, d.status, d.address IS NOT NULL FROM notifications n"
                    + " JOIN reuses r ON r.notification_seq = n.seq"
                    + " JOIN deliveries d ON d.id = r.delivery_id"
                    + " WHERE n.id = ? ORDER BY d.seq";
    private static final String OF_CHANNEL =
            "SELECT id, channel, recipient, status, address IS NOT NULL FROM deliveries"
                    + " WHERE notification_seq = ? AND channel = ? ORDER BY seq";

    private static final String ONE =
            "SELECT id, channel, recipient, status, address IS NOT NULL FROM deliveries WHERE id = ?";

    private SqliteReceipts() {}

    /** Empty when retention has removed the notification. */
    static List<ReceiptDelivery> of(Transaction tx, NotificationId id) throws SQLException {
        List<ReceiptDelivery> receipt = new ArrayList<>();
        try (ResultSet rows = tx.prepared(OF_NOTIFICATION).text(id.value()).query()) {
            read(rows, false, receipt);
        }
        try (ResultSet rows = tx.prepared(REUSED_BY).text(id.value()).query()) {
            read(rows, true, receipt);
        }
        return receipt;
    }

    /** A delivery that serves a later notification. */
    static List<ReceiptDelivery> reused(Transaction tx, String delivery) throws SQLException {
        List<ReceiptDelivery> receipt = new ArrayList<>();
        try (ResultSet rows = tx.prepared(ONE).text(delivery).query()) {
            read(rows, true, receipt);
        }
        return receipt;
    }

    /** All deliveries on a channel, which serve a later notification. */
    static List<ReceiptDelivery> reused(Transaction tx, long notificationSeq, String channel) throws SQLException {
        List<ReceiptDelivery> receipt = new ArrayList<>();
        try (ResultSet rows =
                tx.prepared(OF_CHANNEL).number(notificationSeq).text(channel).query()) {
            read(rows, true, receipt);
        }
        return receipt;
    }

    private static void read(ResultSet rows, boolean reused, List<ReceiptDelivery> into) throws SQLException {
        while (rows.next()) {
            into.add(new ReceiptDelivery(
                    new DeliveryId(rows.getString(1)),
                    rows.getString(2),
                    rows.getString(3),
                    rows.getBoolean(5),
                    DeliveryStatus.ofCode(rows.getString(4)),
                    reused));
        }
    }
}
