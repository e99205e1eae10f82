package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.delivery.DeliveryOrder;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.DedupeSlot;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.DeliveryQueue;
import dev.tidings.store.jdbc.ExpansionRows;
import dev.tidings.store.jdbc.JdbcAcceptStore;
import dev.tidings.store.jdbc.LabelRows;
import dev.tidings.store.jdbc.NotificationRows;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Supersession;
import dev.tidings.store.jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Inserts accepted intents. The primary key of the idempotency table decides which of equal intents was first. */
final class SqliteAcceptStore implements JdbcAcceptStore {
    /** No delivery of an expansion is leased. */
    private static final LeaseGrant NO_LEASE = new LeaseGrant("", Duration.ZERO);

    private static final Supersession SUPERSESSION = new SqliteSupersession();

    private static final Sql LAST_SEQ = Sql.of("""
        SELECT max(seq) AS last FROM notifications
        """);

    private static final Sql SEQ = Sql.of("""
        SELECT seq FROM notifications WHERE id = :id
        """);

    private static final Sql INSERT_KEY = Sql.of("""
        INSERT INTO idempotency (tenant, producer, idempotency_key, notification_id, fingerprint, created_at)
        VALUES (:tenant, :producer, :key, :id, :fingerprint, :now)
        ON CONFLICT DO NOTHING
        """);

    private static final Sql FIND_KEY = Sql.of("""
        SELECT notification_id, fingerprint
        FROM idempotency
        WHERE tenant = :tenant AND producer = :producer AND idempotency_key = :key
        """);

    private static final Sql INSERT_NOTIFICATION = Sql.of("""
        INSERT INTO notifications (seq, id, tenant, producer, idempotency_key, type, accepted_at, not_before,
            expires_at, request_id, traceparent, tracestate, title, summary, fallback, target_url, payload,
            dedupe_key, ordering_key, ordering_halts, concurrency_key)
        VALUES (:seq, :id, :tenant, :producer, :idempotencyKey, :type, :acceptedAt, :notBefore,
            :expiresAt, :requestId, :traceparent, :tracestate, :title, :summary, :fallback, :targetUrl, :payload,
            :dedupeKey, :orderingKey, :orderingHalts, :concurrencyKey)
        """);

    private static final Sql INSERT_DELIVERY = Sql.of("""
        INSERT INTO deliveries (id, notification_seq, tenant, channel, recipient, endpoint_id, address, status, reason, due_at,
            finished_at, lease_token, lease_node, attempt_number, attempt_started_at, queue, queue_position)
        VALUES (:id, :notificationSeq, :tenant, :channel, :recipient, :endpoint, :address, :status, :reason, :dueAt,
            :finishedAt, :leaseToken, :leaseNode, :attemptNumber, :attemptStartedAt, :queue, :position)
        """);

    private final Database database;
    private final InstantSource clock;

    /** Common to all intents of a batch. */
    private record Run(Transaction tx, LeaseGrant grant, Instant now) {}

    SqliteAcceptStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public List<AcceptResult> accept(List<Acceptance> batch, LeaseGrant grant) {
        if (batch.isEmpty()) {
            return List.of();
        }
        return database.write("accept intents", tx -> {
            Run run = new Run(tx, grant, clock.instant());
            long seq = lastSeq(tx);
            List<AcceptResult> results = new ArrayList<>(batch.size());
            for (Acceptance one : batch) {
                AcceptResult result = knownKey(run, one) ? known(tx, one).orElseThrow() : insert(run, ++seq, one);
                results.add(result);
            }
            return results;
        });
    }

    @Override
    public List<Optional<AcceptResult>> recall(List<Acceptance> batch) {
        return database.read("recall intents", tx -> {
            List<Optional<AcceptResult>> results = new ArrayList<>(batch.size());
            for (Acceptance one : batch) {
                results.add(known(tx, one));
            }
            return results;
        });
    }

    @Override
    public AcceptResult.Accepted insert(Transaction tx, Acceptance routed, Instant now) throws SQLException {
        long seq = tx.prepared(SEQ).id("id", routed.notification().id()).one(row -> row.getLong("seq"));
        return insertDeliveries(new Run(tx, NO_LEASE, now), seq, routed);
    }

    private static long lastSeq(Transaction tx) throws SQLException {
        return tx.prepared(LAST_SEQ).one(row -> row.getLong("last"));
    }

    private static boolean knownKey(Run run, Acceptance one) throws SQLException {
        Notification notification = one.notification();
        return run.tx()
                        .prepared(INSERT_KEY)
                        .text("tenant", notification.tenant())
                        .text("producer", notification.producer())
                        .text("key", notification.idempotencyKey())
                        .id("id", notification.id())
                        .bytes("fingerprint", one.fingerprint())
                        .time("now", run.now())
                        .update()
                == 0;
    }

    private static Optional<AcceptResult> known(Transaction tx, Acceptance one) throws SQLException {
        Notification notification = one.notification();
        try (ResultSet row = tx.prepared(FIND_KEY)
                .text("tenant", notification.tenant())
                .text("producer", notification.producer())
                .text("key", notification.idempotencyKey())
                .query()) {
            if (!row.next()) {
                return Optional.empty();
            }
            NotificationId existing = Columns.notification(row, "notification_id");
            // A fingerprint is not secret, so the comparison need not take constant time.
            return Optional.of(
                    Arrays.equals(row.getBytes("fingerprint"), one.fingerprint())
                            ? new AcceptResult.Replayed(existing, SqliteReceipts.of(tx, existing))
                            : new AcceptResult.Conflict(existing));
        }
    }

    private static AcceptResult insert(Run run, long seq, Acceptance one) throws SQLException {
        NotificationRows.bind(run.tx().prepared(INSERT_NOTIFICATION).number("seq", seq), one.notification())
                .update();
        ExpansionRows.insert(run.tx(), SqliteDialect.INSTANCE, List.of(one), run.now());
        if (!one.notification().keys().labels().none()) {
            var _ = LabelRows.accept(run.tx(), SqliteDialect.INSTANCE, SUPERSESSION, List.of(one), run.now());
        }
        return insertDeliveries(run, seq, one);
    }

    private static AcceptResult.Accepted insertDeliveries(Run run, long seq, Acceptance one) throws SQLException {
        Map<String, List<ReceiptDelivery>> earlier = new HashMap<>();
        List<ReceiptDelivery> receipt = new ArrayList<>(one.deliveries().size());
        Map<DeliveryId, QueuePosition> positions = new HashMap<>();
        for (NewDelivery delivery : one.deliveries()) {
            DedupeSlot slot = one.slot(delivery);
            if (slot != null && !earlier.containsKey(slot.digest())) {
                earlier.put(slot.digest(), SqliteDedupe.claim(run.tx(), one, slot, seq, delivery.id()));
                receipt.addAll(earlier.getOrDefault(slot.digest(), List.of()));
            }
            if (slot == null || earlier.getOrDefault(slot.digest(), List.of()).isEmpty()) {
                QueuePosition queued = queued(run.tx(), one.notification(), delivery);
                NewDelivery inserted = queued == null || queued.first() ? delivery : delivery.waiting();
                insertDelivery(run, seq, one.notification(), inserted, queued);
                receipt.add(new ReceiptDelivery(
                        delivery.id(),
                        delivery.channel(),
                        delivery.recipient(),
                        delivery.endpointId(),
                        delivery.address() != null,
                        inserted.status(),
                        false));
                if (queued != null) {
                    positions.put(delivery.id(), queued);
                }
            }
        }
        return new AcceptResult.Accepted(one.notification().id(), run.now(), receipt, positions);
    }

    private static @Nullable QueuePosition queued(Transaction tx, Notification notification, NewDelivery delivery)
            throws SQLException {
        DeliveryOrder order = delivery.order();
        return order == null
                ? null
                : SqliteQueues.enter(tx, DeliveryQueue.of(notification, delivery, order), delivery.id())
                        .halting(order.halts());
    }

    private static void insertDelivery(
            Run run, long seq, Notification notification, NewDelivery delivery, @Nullable QueuePosition position)
            throws SQLException {
        boolean sending = delivery.status() == DeliveryStatus.SENDING;
        boolean ended = delivery.status().terminal();
        run.tx()
                .prepared(INSERT_DELIVERY)
                .id("id", delivery.id())
                .number("notificationSeq", seq)
                .text("tenant", notification.tenant())
                .text("channel", delivery.channel())
                .text("recipient", delivery.recipient())
                .id("endpoint", delivery.endpointId())
                .text("address", delivery.address())
                .text("status", delivery.status().code())
                .text("reason", delivery.reason())
                .time("dueAt", ended ? null : due(run, notification, delivery, position))
                .time("finishedAt", ended ? run.now() : null)
                .text(
                        "leaseToken",
                        delivery.token() == null ? null : delivery.token().value())
                .text("leaseNode", sending ? run.grant().node() : null)
                .number("attemptNumber", sending ? 1 : 0)
                .time("attemptStartedAt", sending ? run.now() : null)
                .text("queue", DeliveryQueue.stored(delivery, position))
                .number("position", position == null ? null : (Long) position.number())
                .update();
    }

    private static Instant due(
            Run run, Notification notification, NewDelivery delivery, @Nullable QueuePosition position) {
        if (position != null && !position.first()) {
            return DeliveryQueue.BEHIND_OTHERS;
        }
        return delivery.status() == DeliveryStatus.SENDING
                ? run.now().plus(run.grant().duration())
                : delivery.due(run.now(), notification.notBefore());
    }
}
