package dev.tidings.store.jdbc.mariadb;

import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Sql;
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
import java.util.Objects;

/** Rows of dedupe keys: one statement takes the free keys and returns the holder of each. */
final class MariaDbDedupeRows implements Rows {
    // An update that changes nothing returns the row that is already there.
    private static final Sql TAKE = Sql.of("""
        INSERT INTO dedupe (digest, notification_id, delivery_id, dedupe_key)
        VALUES {(:digest, :notification, :delivery, :key)}
        ON DUPLICATE KEY UPDATE notification_id = notification_id
        RETURNING digest, notification_id, delivery_id
        """);

    private static final Sql REUSE = Sql.of("""
        INSERT INTO reuses (notification_id, delivery_id, reused_id)
        VALUES (:notification, :delivery, :reused)
        """);

    @Override
    public Map<String, Holder> take(Transaction tx, List<Wish> wishes) throws SQLException {
        Map<String, Wish> wanted = new LinkedHashMap<>();
        wishes.forEach(wish -> wanted.putIfAbsent(wish.slot().digest(), wish));
        Map<String, Holder> holders = new HashMap<>();
        for (List<Wish> some : StatementLists.pieces(wanted.values())) {
            Binding insert = tx.prepared(TAKE.repeat("digest", some.size()));
            for (Wish wish : some) {
                insert.text("digest", wish.slot().digest())
                        .id("notification", wish.acceptance().notification().id())
                        .id("delivery", wish.delivery())
                        .text("key", wish.keptKey());
            }
            try (ResultSet row = insert.query()) {
                while (row.next()) {
                    holders.put(
                            row.getString("digest"),
                            new Holder(
                                    Columns.notification(row, "notification_id"),
                                    Objects.requireNonNull(wanted.get(row.getString("digest")))
                                            .slot()
                                            .channel(),
                                    Columns.deliveryOrNull(row, "delivery_id")));
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
                (row, one) -> row.id("notification", one.later())
                        .id("delivery", one.delivery())
                        .id("reused", one.earlier()));
    }
}
