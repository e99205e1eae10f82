package dev.tidings.store.jdbc.postgres;

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
import java.util.List;
import java.util.Map;

/** Rows of dedupe keys: one statement takes the free keys, a second one reads the holders of the others. */
final class PostgresDedupeRows implements Rows {
    static final Sql TAKE = Sql.of("""
        INSERT INTO dedupe (digest, notification_id, delivery_id, dedupe_key)
        SELECT * FROM unnest(:digests::text[], :notifications::bytea[], :deliveries::bytea[], :keys::text[])
        ON CONFLICT DO NOTHING
        RETURNING digest, notification_id, delivery_id
        """);

    static final Sql HOLDERS = Sql.of("""
        SELECT d.digest, d.notification_id, d.delivery_id
        FROM unnest(:digests::text[]) AS u (digest)
        -- OFFSET 0: each digest is looked up by the index, as in IdempotencyKeys.
        CROSS JOIN LATERAL (SELECT * FROM dedupe k WHERE k.digest = u.digest OFFSET 0) d
        """);

    private static final Sql REUSE = Sql.of("""
        INSERT INTO reuses (notification_id, delivery_id, reused_id)
        SELECT * FROM unnest(:notifications::bytea[], :deliveries::bytea[], :reused::bytea[])
        """);

    @Override
    public Map<String, Holder> take(Transaction tx, List<Wish> wishes) throws SQLException {
        Map<String, String> channels = new HashMap<>();
        wishes.forEach(wish -> channels.put(wish.slot().digest(), wish.slot().channel()));
        Map<String, Holder> holders = new HashMap<>();
        try (ResultSet row = new Unnest<>(tx.prepared(TAKE), wishes)
                .text("digests", wish -> wish.slot().digest())
                .id("notifications", wish -> wish.acceptance().notification().id())
                .id("deliveries", Wish::delivery)
                .text("keys", Wish::keptKey)
                .query()) {
            read(row, channels, holders);
        }
        List<String> held = channels.keySet().stream()
                .filter(digest -> !holders.containsKey(digest))
                .toList();
        if (!held.isEmpty()) {
            try (ResultSet row = new Unnest<>(tx.prepared(HOLDERS), held)
                    .text("digests", digest -> digest)
                    .query()) {
                read(row, channels, holders);
            }
        }
        return holders;
    }

    private static void read(ResultSet row, Map<String, String> channels, Map<String, Holder> into)
            throws SQLException {
        while (row.next()) {
            String digest = row.getString("digest");
            into.put(
                    digest,
                    new Holder(
                            Columns.notification(row, "notification_id"),
                            channels.getOrDefault(digest, ""),
                            Columns.deliveryOrNull(row, "delivery_id")));
        }
    }

    @Override
    public void insert(Transaction tx, List<Reuse> reuses) throws SQLException {
        new Unnest<>(tx.prepared(REUSE), reuses)
                .id("notifications", Reuse::later)
                .id("deliveries", Reuse::delivery)
                .id("reused", Reuse::earlier)
                .update();
    }
}
