package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.store.jdbc.keyed.KeyedDedupe.Reuse;
import dev.tidings.store.jdbc.keyed.KeyedDedupe.Rows;
import dev.tidings.store.jdbc.keyed.KeyedDedupe.Wish;
import dev.tidings.store.jdbc.keyed.KeyedReceipts.Holder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Places of dedupe keys: one statement takes those that are free, a second one asks who has the others. */
final class PostgresDedupeRows implements Rows {
    static final String TAKE = "INSERT INTO dedupe (digest, notification_id, delivery_id, dedupe_key)"
            + " SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[])"
            + " ON CONFLICT DO NOTHING RETURNING digest, notification_id, delivery_id";
    static final String HOLDERS =
            "SELECT d.digest, d.notification_id, d.delivery_id FROM unnest(?::text[]) AS u (digest)"
                    // OFFSET 0: each looks its own digest up, as in IdempotencyKeys.
                    + " CROSS JOIN LATERAL (SELECT * FROM dedupe k WHERE k.digest = u.digest OFFSET 0) d";
    private static final String REUSE = "INSERT INTO reuses (notification_id, delivery_id, reused_id)"
            + " SELECT * FROM unnest(?::text[], ?::text[], ?::text[])";

    @Override
    public Map<String, Holder> take(Transaction tx, List<Wish> wishes) throws SQLException {
        Map<String, String> channels = new HashMap<>();
        wishes.forEach(wish -> channels.put(wish.place().digest(), wish.place().channel()));
        Map<String, Holder> holders = new HashMap<>();
        try (ResultSet row = new Unnest<>(tx.prepared(TAKE), wishes)
                .text(wish -> wish.place().digest())
                .text(wish -> wish.acceptance().notification().id().value())
                .text(wish -> wish.delivery() == null ? null : wish.delivery().value())
                .text(Wish::keptKey)
                .query()) {
            read(row, channels, holders);
        }
        List<String> held = channels.keySet().stream()
                .filter(digest -> !holders.containsKey(digest))
                .toList();
        if (!held.isEmpty()) {
            try (ResultSet row = new Unnest<>(tx.prepared(HOLDERS), held)
                    .text(digest -> digest)
                    .query()) {
                read(row, channels, holders);
            }
        }
        return holders;
    }

    private static void read(ResultSet row, Map<String, String> channels, Map<String, Holder> into)
            throws SQLException {
        while (row.next()) {
            String digest = row.getString(1);
            String delivery = row.getString(3);
            into.put(
                    digest,
                    new Holder(
                            new NotificationId(row.getString(2)),
                            channels.getOrDefault(digest, ""),
                            delivery == null ? null : new DeliveryId(delivery)));
        }
    }

    @Override
    public void insert(Transaction tx, List<Reuse> reuses) throws SQLException {
        new Unnest<>(tx.prepared(REUSE), reuses)
                .text(one -> one.later().value())
                .text(one -> one.delivery().value())
                .text(one -> one.earlier().value())
                .update();
    }
}
