package dev.tidings.store.jdbc.mariadb;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.DeliveryQueue;
import dev.tidings.store.jdbc.ExpansionRows;
import dev.tidings.store.jdbc.JdbcAcceptStore;
import dev.tidings.store.jdbc.LabelRows;
import dev.tidings.store.jdbc.NotificationRows;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Supersession;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.store.jdbc.keyed.KeyedDedupe;
import dev.tidings.store.jdbc.keyed.KeyedQueues;
import dev.tidings.store.jdbc.keyed.KeyedReceipts;
import dev.tidings.store.jdbc.keyed.KeyedSupersession;
import dev.tidings.store.jdbc.mariadb.UniqueKeyInsert.Holder;
import dev.tidings.store.jdbc.mariadb.UniqueKeyInsert.IdempotencyKey;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Inserts accepted intents, a batch in a handful of statements. */
final class MariaDbAcceptStore implements JdbcAcceptStore {
    /** No delivery of an expansion is leased. */
    private static final LeaseGrant NO_LEASE = new LeaseGrant("", Duration.ZERO);

    private static final Sql INSERT_NOTIFICATION = Sql.of("""
        INSERT INTO notifications (id, tenant, producer, idempotency_key, type, accepted_at, not_before, expires_at,
            request_id, traceparent, tracestate, title, summary, fallback, target_url, payload, dedupe_key, ordering_key,
            ordering_halts, concurrency_key)
        VALUES (:id, :tenant, :producer, :idempotencyKey, :type, :acceptedAt, :notBefore, :expiresAt,
            :requestId, :traceparent, :tracestate, :title, :summary, :fallback, :targetUrl, :payload, :dedupeKey,
            :orderingKey, :orderingHalts, :concurrencyKey)
        """);

    private static final Sql INSERT_DELIVERY = Sql.of("""
        INSERT INTO deliveries (id, notification_id, tenant, channel, recipient, endpoint_id, address, status, not_sent, reason,
            due_at, finished_at, lease_token, lease_node, attempt_number, attempt_started_at, queue, queue_position)
        VALUES (:id, :notification, :tenant, :channel, :recipient, :endpoint, :address, :status, :notSent, :reason,
            :dueAt, :finishedAt, :leaseToken, :leaseNode, :attemptNumber, :attemptStartedAt, :queue, :position)
        """);

    private final Database database;
    private final InstantSource clock;
    private final KeyedQueues queues;
    private final Supersession supersession;
    private final KeyedReceipts receipts = new KeyedReceipts(MariaDbDialect.INSTANCE);

    /** Common to all intents of a batch. */
    private record Run(Transaction tx, LeaseGrant grant, Instant now) {}

    /** A delivery with the notification it belongs to. */
    private record Owned(Notification notification, NewDelivery delivery) {}

    MariaDbAcceptStore(Database database, InstantSource clock, KeyedQueues queues) {
        this.database = database;
        this.clock = clock;
        this.queues = queues;
        this.supersession = new KeyedSupersession(queues);
    }

    @Override
    public List<AcceptResult> accept(List<Acceptance> batch, LeaseGrant grant) {
        if (batch.isEmpty()) {
            return List.of();
        }
        return database.write("accept intents", tx -> accept(new Run(tx, grant, clock.instant()), batch));
    }

    @Override
    public List<Optional<AcceptResult>> recall(List<Acceptance> batch) {
        return database.read("recall intents", tx -> {
            Map<IdempotencyKey, Holder> holders = UniqueKeyInsert.find(
                    tx,
                    batch.stream()
                            .map(one -> IdempotencyKey.of(one.notification()))
                            .toList());
            List<Acceptance> known = batch.stream()
                    .filter(one -> holders.containsKey(IdempotencyKey.of(one.notification())))
                    .toList();
            Map<NotificationId, List<ReceiptDelivery>> replayed = receipts.of(tx, replayed(known, List.of(), holders));
            return batch.stream()
                    .map(one -> Optional.ofNullable(holders.get(IdempotencyKey.of(one.notification())))
                            .map(holder -> known(one, holder, replayed)))
                    .toList();
        });
    }

    private static AcceptResult known(
            Acceptance one, Holder holder, Map<NotificationId, List<ReceiptDelivery>> replayed) {
        return Arrays.equals(holder.fingerprint(), one.fingerprint())
                ? new AcceptResult.Replayed(
                        holder.id(), Objects.requireNonNullElse(replayed.get(holder.id()), List.of()))
                : new AcceptResult.Conflict(holder.id());
    }

    private List<AcceptResult> accept(Run run, List<Acceptance> batch) throws SQLException {
        Map<IdempotencyKey, Holder> holders = UniqueKeyInsert.keys(run.tx(), batch, run.now());
        List<Acceptance> fresh = fresh(batch, holders);
        MariaDbBatch.run(
                run.tx(), INSERT_NOTIFICATION, fresh, (row, one) -> NotificationRows.bind(row, one.notification()));
        ExpansionRows.insert(run.tx(), MariaDbDialect.INSTANCE, fresh, run.now());
        List<Acceptance> settled = LabelRows.accept(run.tx(), MariaDbDialect.INSTANCE, supersession, fresh, run.now());
        KeyedDedupe deduping = KeyedDedupe.claim(run.tx(), settled, new MariaDbDedupeRows(), receipts);
        Map<DeliveryId, QueuePosition> positions = insertDeliveries(run, settled, deduping);
        IdentityHashMap<Acceptance, Acceptance> stored = new IdentityHashMap<>();
        for (int i = 0; i < fresh.size(); i++) {
            stored.put(fresh.get(i), settled.get(i));
        }
        Map<NotificationId, List<ReceiptDelivery>> replayed = receipts.of(run.tx(), replayed(batch, fresh, holders));

        List<AcceptResult> results = new ArrayList<>(batch.size());
        for (Acceptance one : batch) {
            Holder holder = holder(holders, one);
            Acceptance inserted = stored.get(one);
            if (inserted != null) {
                results.add(new AcceptResult.Accepted(
                        holder.id(), run.now(), deduping.receipt(inserted, positions), positions));
            } else {
                results.add(known(one, holder, replayed));
            }
        }
        return results;
    }

    /** The acceptances whose key was free: the first of the batch with each key. */
    private static List<Acceptance> fresh(List<Acceptance> batch, Map<IdempotencyKey, Holder> holders) {
        Set<IdempotencyKey> taken = new HashSet<>();
        List<Acceptance> fresh = new ArrayList<>(batch.size());
        for (Acceptance one : batch) {
            if (holder(holders, one).fresh() && taken.add(IdempotencyKey.of(one.notification()))) {
                fresh.add(one);
            }
        }
        return fresh;
    }

    private static List<NotificationId> replayed(
            List<Acceptance> batch, List<Acceptance> fresh, Map<IdempotencyKey, Holder> holders) {
        if (fresh.size() == batch.size()) {
            return List.of();
        }
        Set<Acceptance> accepted = identities(fresh);
        return batch.stream()
                .filter(one -> !accepted.contains(one)
                        && Arrays.equals(holder(holders, one).fingerprint(), one.fingerprint()))
                .map(one -> holder(holders, one).id())
                .distinct()
                .toList();
    }

    private static Holder holder(Map<IdempotencyKey, Holder> holders, Acceptance one) {
        return Objects.requireNonNull(holders.get(IdempotencyKey.of(one.notification())), "a key is inserted or found");
    }

    /** Distinguishes equal acceptances of a batch. */
    private static Set<Acceptance> identities(List<Acceptance> some) {
        Set<Acceptance> identities = Collections.newSetFromMap(new IdentityHashMap<>());
        identities.addAll(some);
        return identities;
    }

    @Override
    public AcceptResult.Accepted insert(Transaction tx, Acceptance routed, Instant now) throws SQLException {
        List<Acceptance> one = List.of(routed);
        KeyedDedupe deduping = KeyedDedupe.claim(tx, one, new MariaDbDedupeRows(), receipts);
        Map<DeliveryId, QueuePosition> positions = insertDeliveries(new Run(tx, NO_LEASE, now), one, deduping);
        return new AcceptResult.Accepted(
                routed.notification().id(), now, deduping.receipt(routed, positions), positions);
    }

    private Map<DeliveryId, QueuePosition> insertDeliveries(Run run, List<Acceptance> fresh, KeyedDedupe deduping)
            throws SQLException {
        List<Owned> deliveries = new ArrayList<>(fresh.size());
        KeyedQueues.Arrivals arrivals = new KeyedQueues.Arrivals();
        for (Acceptance one : fresh) {
            for (NewDelivery delivery : deduping.own(one)) {
                deliveries.add(new Owned(one.notification(), delivery));
                arrivals.add(one.notification(), delivery);
            }
        }
        Map<DeliveryId, QueuePosition> positions = queues.enter(run.tx(), arrivals);
        MariaDbBatch.run(run.tx(), INSERT_DELIVERY, deliveries, (row, owned) -> bind(run, row, owned, positions));
        return positions;
    }

    private static void bind(Run run, Binding row, Owned owned, Map<DeliveryId, QueuePosition> positions)
            throws SQLException {
        NewDelivery delivery = DeliveryQueue.inserted(owned.delivery(), positions);
        boolean waits = DeliveryQueue.waits(delivery, positions);
        boolean sending = delivery.status() == DeliveryStatus.SENDING;
        boolean ended = delivery.status().terminal();
        row.id("id", delivery.id())
                .id("notification", owned.notification().id())
                .text("tenant", owned.notification().tenant())
                .text("channel", delivery.channel())
                .text("recipient", delivery.recipient())
                .id("endpoint", delivery.endpointId())
                .text("address", delivery.address())
                .text("status", delivery.status().code())
                .number("notSent", ended ? Integer.valueOf(1) : null)
                .text("reason", delivery.reason())
                .time(
                        "dueAt",
                        ended ? null : waits ? DeliveryQueue.BEHIND_OTHERS : due(run, owned.notification(), delivery))
                .time("finishedAt", ended ? run.now() : null)
                .text(
                        "leaseToken",
                        delivery.token() == null ? null : delivery.token().value())
                .text("leaseNode", sending ? run.grant().node() : null)
                .number("attemptNumber", sending ? 1 : 0)
                .time("attemptStartedAt", sending ? run.now() : null)
                .text("queue", DeliveryQueue.stored(delivery, positions.get(delivery.id())))
                .number("position", DeliveryQueue.number(delivery, positions));
    }

    private static Instant due(Run run, Notification notification, NewDelivery delivery) {
        return delivery.status() == DeliveryStatus.SENDING
                ? run.now().plus(run.grant().duration())
                : delivery.due(run.now(), notification.notBefore());
    }
}
