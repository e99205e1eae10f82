package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.ReceiptDelivery;
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

/** Who was first with an idempotency key, for a batch at once. */
final class IdempotencyKeys {
    static final String TAKE =
            "INSERT INTO idempotency (tenant, producer, idempotency_key, notification_id, fingerprint,"
                    + " created_at) SELECT u.*, ? FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[]) AS u"
                    + " ON CONFLICT DO NOTHING RETURNING notification_id";
    static final String KNOWN = "SELECT u.id, i.notification_id, i.fingerprint"
            + " FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) AS u (tenant, producer, key, id)"
            // OFFSET 0: each looks its own key up, whatever the planner thinks of a table that it has never seen full.
            + " CROSS JOIN LATERAL (SELECT * FROM idempotency r WHERE r.idempotency_key = u.key"
            + " AND r.producer = u.producer AND r.tenant = u.tenant OFFSET 0) i";

    // In one order everywhere, so that nodes do not lock each other out. Of equal keys the first of the batch stays
    // first.
    private static final Comparator<Acceptance> BY_KEY = Comparator.comparing(
                    (Acceptance one) -> one.notification().idempotencyKey())
            .thenComparing(one -> one.notification().producer())
            .thenComparing(one -> one.notification().tenant());

    private static final KeyedReceipts RECEIPTS = new KeyedReceipts(PostgresDialect.INSTANCE);

    private record Holder(NotificationId notification, byte[] fingerprint) {}

    private IdempotencyKeys() {}

    /** Returns the ids of those notifications that took their key. */
    static Set<String> take(Transaction tx, List<Acceptance> batch, Instant now) throws SQLException {
        List<Acceptance> ordered = new ArrayList<>(batch);
        ordered.sort(BY_KEY);
        Set<String> fresh = HashSet.newHashSet(batch.size());
        try (ResultSet row = new Unnest<>(tx.prepared(TAKE).time(now), ordered)
                .text(one -> one.notification().tenant())
                .text(one -> one.notification().producer())
                .text(one -> one.notification().idempotencyKey())
                .text(one -> one.notification().id().value())
                .bytes(Acceptance::fingerprint)
                .query()) {
            while (row.next()) {
                fresh.add(row.getString(1));
            }
        }
        return fresh;
    }

    /** What became of those whose key was taken, by the id that they would have had. */
    static Map<String, AcceptResult> known(Transaction tx, List<Acceptance> repeated) throws SQLException {
        Map<String, Holder> holders = holders(tx, repeated);
        Map<String, AcceptResult> results = new HashMap<>();
        List<NotificationId> replayed = new ArrayList<>();
        for (Acceptance one : repeated) {
            String id = one.notification().id().value();
            Holder holder = holders.get(id);
            if (holder == null) {
                // Forgotten between the two looks: its time was over. The next try takes the key.
                throw new SQLException("an idempotency record went away", "40001");
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

    private static Map<String, Holder> holders(Transaction tx, List<Acceptance> repeated) throws SQLException {
        List<Notification> rows =
                repeated.stream().map(Acceptance::notification).toList();
        Map<String, Holder> holders = new HashMap<>();
        try (ResultSet row = new Unnest<>(tx.prepared(KNOWN), rows)
                .text(Notification::tenant)
                .text(Notification::producer)
                .text(Notification::idempotencyKey)
                .text(one -> one.id().value())
                .query()) {
            while (row.next()) {
                holders.put(row.getString(1), new Holder(new NotificationId(row.getString(2)), row.getBytes(3)));
            }
        }
        return holders;
    }
}
