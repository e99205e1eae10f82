package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.DedupePlace;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.store.jdbc.DedupeKeys;
import dev.tidings.store.jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets one notification hold the place of a dedupe key; later ones are served by its deliveries. */
final class SqliteDedupe {
    private static final String INSERT =
            "INSERT INTO dedupe (digest, notification_seq, delivery_id, dedupe_key) VALUES (?, ?, ?, ?)"
                    + " ON CONFLICT DO NOTHING";
    private static final String FIND = "SELECT notification_seq, delivery_id FROM dedupe WHERE digest = ?";
    private static final String REUSE =
            "INSERT INTO reuses (notification_seq, delivery_id, reused_seq)" + " VALUES (?, ?, ?)";

    /** Who holds a place: a notification, by one delivery or, with null, by all on a channel. */
    private record Holder(long seq, @Nullable String delivery) {}

    private SqliteDedupe() {}

    /** Takes the place for a notification's delivery, or returns the deliveries that hold it. */
    static List<ReceiptDelivery> claim(
            Transaction tx, Acceptance acceptance, DedupePlace place, long seq, DeliveryId id) throws SQLException {
        String delivery = place.forAllRecipients() ? null : id.value();
        int taken = tx.prepared(INSERT)
                .text(place.digest())
                .number(seq)
                .text(delivery)
                .text(DedupeKeys.kept(acceptance, place))
                .update();
        if (taken == 1) {
            return List.of();
        }
        Holder holder = holder(tx, place);
        List<ReceiptDelivery> earlier = holder.delivery() == null
                ? SqliteReceipts.reused(tx, holder.seq(), place.channel())
                : SqliteReceipts.reused(tx, holder.delivery());
        for (ReceiptDelivery one : earlier) {
            tx.prepared(REUSE)
                    .number(seq)
                    .text(one.id().value())
                    .number(holder.seq())
                    .update();
        }
        return earlier;
    }

    private static Holder holder(Transaction tx, DedupePlace place) throws SQLException {
        try (ResultSet row = tx.prepared(FIND).text(place.digest()).query()) {
            row.next();
            return new Holder(row.getLong(1), row.getString(2));
        }
    }
}
