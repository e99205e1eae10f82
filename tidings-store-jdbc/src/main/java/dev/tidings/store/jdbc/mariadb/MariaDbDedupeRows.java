package dev.tidings.store.jdbc.mariadb;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.store.jdbc.keyed.KeyedDedupe.Reuse;
import dev.tidings.store.jdbc.keyed.KeyedDedupe.Rows;
import dev.tidings.store.jdbc.keyed.KeyedDedupe.Wish;
import dev.tidings.store.jdbc.keyed.KeyedReceipts.Holder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Places of dedupe keys: one statement takes those that are free and returns who has each. */
final class MariaDbDedupeRows implements Rows {
    private static final String TAKE = "INSERT INTO dedupe (digest, notification_id, delivery_id, dedupe_key) VALUES ";
    private static final int VALUES = 4;
    // An update that changes nothing returns the row that was there.
    private static final String HELD = " ON DUPLICATE KEY UPDATE notification_id = notification_id"
            + " RETURNING digest, notification_id, delivery_id";
    private static final String REUSE = "INSERT INTO reuses (notification_id, delivery_id, reused_id) VALUES (?, ?, ?)";

    @Override
    public Map<String, Holder> take(Transaction tx, List<Wish> wishes) throws SQLException {
        Map<String, Wish> wanted = new LinkedHashMap<>();
        wishes.forEach(wish -> wanted.putIfAbsent(wish.place().digest(), wish));
        Map<String, Holder> holders = new HashMap<>();
        for (List<Wish> some : Lists.pieces(wanted.values())) {
            Binding insert = tx.prepared(TAKE + Lists.rows(some.size(), VALUES) + HELD);
            for (Wish wish : some) {
                insert.text(wish.place().digest())
                        .text(wish.acceptance().notification().id().value())
                        .text(wish.delivery() == null ? null : wish.delivery().value())
                        .text(wish.keptKey());
            }
            try (ResultSet row = insert.query()) {
                while (row.next()) {
                    String delivery = row.getString(3);
                    holders.put(
                            row.getString(1),
                            new Holder(
                                    new NotificationId(row.getString(2)),
                                    java.util.Objects.requireNonNull(wanted.get(row.getString(1)))
                                            .place()
                                            .channel(),
                                    delivery == null ? null : new DeliveryId(delivery)));
                }
            }
        }
        return holders;
    }

    @Override
    public void insert(Transaction tx, List<Reuse> reuses) throws SQLException {
        MariaDbBatch.run(
                tx,
                REUSE,
                reuses,
                (row, one) -> row.text(one.later().value())
                        .text(one.delivery().value())
                        .text(one.earlier().value()));
    }
}
