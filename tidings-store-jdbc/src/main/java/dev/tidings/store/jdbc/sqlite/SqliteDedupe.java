package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.DedupeSlot;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.DedupeKeys;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Enforces one notification per dedupe key; later ones reuse its deliveries. */
final class SqliteDedupe {
    private static final Sql INSERT = Sql.of("""
        INSERT INTO dedupe (digest, notification_seq, delivery_id, dedupe_key)
        VALUES (:digest, :notificationSeq, :delivery, :key)
        ON CONFLICT DO NOTHING
        """);

    private static final Sql FIND = Sql.of("""
        SELECT notification_seq, delivery_id FROM dedupe WHERE digest = :digest
        """);

    private static final Sql REUSE = Sql.of("""
        INSERT INTO reuses (notification_seq, delivery_id, reused_seq)
        VALUES (:notificationSeq, :delivery, :reusedSeq)
        """);

    /** The holder of a dedupe key: a notification, by one delivery or, with null, by all its deliveries on a channel. */
    private record Holder(long seq, @Nullable DeliveryId delivery) {}

    private SqliteDedupe() {}

    /** Takes the key for a notification's delivery, or returns the deliveries that hold it. */
    static List<ReceiptDelivery> claim(Transaction tx, Acceptance acceptance, DedupeSlot slot, long seq, DeliveryId id)
            throws SQLException {
        int taken = tx.prepared(INSERT)
                .text("digest", slot.digest())
                .number("notificationSeq", seq)
                .id("delivery", slot.forAllRecipients() ? null : id)
                .text("key", DedupeKeys.kept(acceptance, slot))
                .update();
        if (taken == 1) {
            return List.of();
        }
        Holder holder = tx.prepared(FIND)
                .text("digest", slot.digest())
                .one(row -> new Holder(row.getLong("notification_seq"), Columns.deliveryOrNull(row, "delivery_id")));
        if (holder.seq() == seq && holder.delivery() == null) {
            // An earlier slice of the same expansion took it.
            return List.of();
        }
        List<ReceiptDelivery> earlier = holder.delivery() == null
                ? SqliteReceipts.reused(tx, holder.seq(), slot.channel())
                : SqliteReceipts.reused(tx, holder.delivery());
        for (ReceiptDelivery one : earlier) {
            tx.prepared(REUSE)
                    .number("notificationSeq", seq)
                    .id("delivery", one.id())
                    .number("reusedSeq", holder.seq())
                    .update();
        }
        return earlier;
    }
}
