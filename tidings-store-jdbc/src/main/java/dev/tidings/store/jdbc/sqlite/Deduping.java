package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.store.jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Lets one notification a channel have a dedupe key; later ones are served by its deliveries. */
final class Deduping {
    private static final String INSERT = "INSERT INTO dedupe (tenant, channel, dedupe_key, notification_seq)"
            + " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
    private static final String FIND =
            "SELECT notification_seq FROM dedupe WHERE tenant = ? AND channel = ? AND dedupe_key = ?";
    private static final String REUSE = "INSERT INTO reuses (notification_seq, channel, reused_seq) VALUES (?, ?, ?)";

    private Deduping() {}

    /** Takes the key for a notification, or returns the deliveries of the one that has it. */
    static List<ReceiptDelivery> claim(Transaction tx, String tenant, String channel, String key, long seq)
            throws SQLException {
        if (tx.prepared(INSERT).text(tenant).text(channel).text(key).number(seq).update() == 1) {
            return List.of();
        }
        long holder = holder(tx, tenant, channel, key);
        tx.prepared(REUSE).number(seq).text(channel).number(holder).update();
        return Receipts.reused(tx, holder, channel);
    }

    private static long holder(Transaction tx, String tenant, String channel, String key) throws SQLException {
        try (ResultSet row =
                tx.prepared(FIND).text(tenant).text(channel).text(key).query()) {
            row.next();
            return row.getLong(1);
        }
    }
}
