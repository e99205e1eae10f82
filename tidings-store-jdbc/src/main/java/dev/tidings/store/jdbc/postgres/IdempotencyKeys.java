package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.store.jdbc.keyed.KeyedReceipts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes the idempotency keys of a batch at once. */
final class IdempotencyKeys {
    static final Sql TAKE = Sql.of("""
        INSERT INTO idempotency (tenant, producer, idempotency_key, notification_id, fingerprint, created_at)
        SELECT u.*, :now
        FROM unnest(:tenants::text[], :producers::text[], :keys::text[], :ids::bytea[], :fingerprints::bytea[]) AS u
        ON CONFLICT DO NOTHING
        RETURNING notification_id
        """);

    static final Sql KNOWN = Sql.of("""
        SELECT u.id, i.notification_id, i.fingerprint
        FROM unnest(:tenants::text[], :producers::text[], :keys::text[], :ids::bytea[]) AS u (tenant, producer, key, id)
        -- OFFSET 0: each key is looked up by the index, even if the statistics are those of an empty table.
        CROSS JOIN LATERAL (
            SELECT *
            FROM idempotency r
            WHERE r.idempotency_key = u.key AND r.producer = u.producer AND r.tenant = u.tenant
            OFFSET 0
        ) i
        """);

    // In the same order on all nodes, to avoid deadlocks; equal keys in the order of the batch.
    private static final Comparator<Acceptance> BY_KEY = Comparator.comparing(
                    (Acceptance one) -> one.notification().idempotencyKey())
            .thenComparing(one -> one.notification().producer())
            .thenComparing(one -> one.notification().tenant());

    private static final KeyedReceipts RECEIPTS = new KeyedReceipts(PostgresDialect.INSTANCE);

    private record Holder(NotificationId notification, byte[] fingerprint) {}

    private IdempotencyKeys() {}

    /** Returns the batch in the order in which its keys are taken. */
    static List<Acceptance> ordered(List<Acceptance> batch) {
        List<Acceptance> ordered = new ArrayList<>(batch);
        ordered.sort(BY_KEY);
        return ordered;
    }

    /** Returns the ids of the notifications that took their key. */
    static Set<NotificationId> take(Transaction tx, List<Acceptance> batch, Instant now) throws SQLException {
        Set<NotificationId> fresh = HashSet.newHashSet(batch.size());
        try (ResultSet row = new Unnest<>(tx.prepared(TAKE).time("now", now), ordered(batch))
                .text("tenants", one -> one.notification().tenant())
                .text("producers", one -> one.notification().producer())
                .text("keys", one -> one.notification().idempotencyKey())
                .id("ids", one -> one.notification().id())
                .bytes("fingerprints", Acceptance::fingerprint)
                .query()) {
            while (row.next()) {
                fresh.add(Columns.notification(row, "notification_id"));
            }
        }
        return fresh;
    }

    /** The results of intents whose key was taken, by the id that their notification would have had. */
    static Map<NotificationId, AcceptResult> known(Transaction tx, List<Acceptance> repeated) throws SQLException {
        Map<NotificationId, AcceptResult> results = recall(tx, repeated);
        if (results.size() < repeated.size()) {
            // Retention removed it between the two statements; the retry will take the key.
            throw new SQLException("an idempotency record was removed meanwhile", "40001");
        }
        return results;
    }

    /** The same for intents whose key may be free; those have no result. */
    static Map<NotificationId, AcceptResult> recall(Transaction tx, List<Acceptance> batch) throws SQLException {
        Map<NotificationId, Holder> holders = holders(tx, batch);
        Map<NotificationId, AcceptResult> results = new HashMap<>();
        List<NotificationId> replayed = new ArrayList<>();
        for (Acceptance one : batch) {
            NotificationId id = one.notification().id();
            Holder holder = holders.get(id);
            if (holder == null) {
                continue;
            }
            if (Arrays.equals(holder.fingerprint(), one.fingerprint())) {
                replayed.add(holder.notification());
            } else {
                results.put(id, new AcceptResult.Conflict(holder.notification()));
            }
        }
        Map<NotificationId, List<ReceiptDelivery>> receipts = RECEIPTS.of(tx, replayed);
        holders.forEach((id, holder) -> results.computeIfAbsent(
                id,
                absent -> new AcceptResult.Replayed(
                        holder.notification(), receipts.getOrDefault(holder.notification(), List.of()))));
        return results;
    }

    private static Map<NotificationId, Holder> holders(Transaction tx, List<Acceptance> repeated) throws SQLException {
        List<Notification> rows =
                repeated.stream().map(Acceptance::notification).toList();
        Map<NotificationId, Holder> holders = new HashMap<>();
        try (ResultSet row = new Unnest<>(tx.prepared(KNOWN), rows)
                .text("tenants", Notification::tenant)
                .text("producers", Notification::producer)
                .text("keys", Notification::idempotencyKey)
                .id("ids", Notification::id)
                .query()) {
            while (row.next()) {
                holders.put(
                        Columns.notification(row, "id"),
                        new Holder(Columns.notification(row, "notification_id"), row.getBytes("fingerprint")));
            }
        }
        return holders;
    }
}
