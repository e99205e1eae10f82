package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.Id;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.DeliveryQueue;
import dev.tidings.store.jdbc.ExpansionRows;
import dev.tidings.store.jdbc.JdbcAcceptStore;
import dev.tidings.store.jdbc.LabelRows;
import dev.tidings.store.jdbc.Supersession;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.store.jdbc.keyed.KeyedDedupe;
import dev.tidings.store.jdbc.keyed.KeyedQueues;
import dev.tidings.store.jdbc.keyed.KeyedReceipts;
import dev.tidings.store.jdbc.keyed.KeyedSupersession;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Inserts accepted intents, a batch in a few statements. The primary key of the idempotency table decides which of equal intents
 * was first.
 */
final class PostgresAcceptStore implements JdbcAcceptStore {
    /** No delivery of an expansion is leased. */
    private static final LeaseGrant NO_LEASE = new LeaseGrant("", Duration.ZERO);

    private static final KeyedReceipts RECEIPTS = new KeyedReceipts(PostgresDialect.INSTANCE);

    private final Database database;
    private final InstantSource clock;
    private final Partitions partitions;
    private final DueSignals signals;
    private final KeyedQueues queues;
    private final Supersession supersession;

    PostgresAcceptStore(
            Database database, InstantSource clock, Partitions partitions, DueSignals signals, KeyedQueues queues) {
        this.database = database;
        this.clock = clock;
        this.partitions = partitions;
        this.signals = signals;
        this.queues = queues;
        this.supersession = new KeyedSupersession(queues);
    }

    @Override
    public List<AcceptResult> accept(List<Acceptance> batch, LeaseGrant grant) {
        if (batch.isEmpty()) {
            return List.of();
        }
        Map<NotificationId, AcceptResult> known =
                AcceptStatement.fits(batch) ? inOneStatement(batch, grant) : inTransaction(batch, grant);
        List<AcceptResult> results = batch.stream()
                .map(one -> Objects.requireNonNull(known.get(id(one))))
                .toList();
        signals.due(waiting(batch, results));
        return results;
    }

    @Override
    public List<Optional<AcceptResult>> recall(List<Acceptance> batch) {
        return database.read("recall intents", tx -> {
            Map<NotificationId, AcceptResult> known = IdempotencyKeys.recall(tx, batch);
            return batch.stream()
                    .map(one -> Optional.ofNullable(known.get(id(one))))
                    .toList();
        });
    }

    /**
     * Returns the results by notification id. Intents whose key was taken are recalled after the commit; if that fails, the batch
     * fails like one whose commit was not confirmed.
     */
    private Map<NotificationId, AcceptResult> inOneStatement(List<Acceptance> batch, LeaseGrant grant) {
        Map<NotificationId, AcceptResult> results = inPartitions(
                batch,
                () -> database.writeStatement("accept intents", tx -> {
                    Instant now = clock.instant();
                    List<Acceptance> accepted = only(AcceptStatement.run(tx, batch, grant, now), batch);
                    return accepted(accepted, now, one -> KeyedDedupe.NONE.receipt(one, Map.of()), Map.of());
                }));
        List<Acceptance> repeated = without(results, batch);
        if (!repeated.isEmpty()) {
            results.putAll(database.read("recall intents", tx -> IdempotencyKeys.recall(tx, repeated)));
            List<Acceptance> free = without(results, repeated);
            if (!free.isEmpty()) {
                // Retention removed their records meanwhile.
                results.putAll(inTransaction(free, grant));
            }
        }
        return results;
    }

    /** Returns the results by notification id. */
    private Map<NotificationId, AcceptResult> inTransaction(List<Acceptance> batch, LeaseGrant grant) {
        return inPartitions(
                batch,
                () -> database.write("accept intents", tx -> {
                    Instant now = clock.instant();
                    List<Acceptance> accepted = only(IdempotencyKeys.take(tx, batch, now), batch);
                    Inserted inserted = insert(tx, accepted, grant, now);
                    Map<NotificationId, AcceptResult> results = accepted(
                            accepted,
                            now,
                            one -> Objects.requireNonNull(inserted.receipts().get(id(one))),
                            inserted.positions());
                    if (accepted.size() < batch.size()) {
                        results.putAll(IdempotencyKeys.known(tx, without(results, batch)));
                    }
                    return results;
                }));
    }

    /** Runs a write again after it has made the partitions that it missed. */
    private <R> R inPartitions(List<Acceptance> batch, Supplier<R> write) {
        try {
            return write.get();
        } catch (RuntimeException failure) {
            if (!PostgresDialect.missesPartition(failure)) {
                throw failure;
            }
            partitions.makeMissing(ids(batch));
            return write.get();
        }
    }

    private static NotificationId id(Acceptance one) {
        return one.notification().id();
    }

    private static Map<NotificationId, AcceptResult> accepted(
            List<Acceptance> inserted,
            Instant now,
            Function<Acceptance, List<ReceiptDelivery>> receipt,
            Map<DeliveryId, QueuePosition> positions) {
        Map<NotificationId, AcceptResult> results = HashMap.newHashMap(inserted.size());
        for (Acceptance one : inserted) {
            results.put(
                    id(one), new AcceptResult.Accepted(one.notification().id(), now, receipt.apply(one), positions));
        }
        return results;
    }

    private static List<Acceptance> only(Set<NotificationId> ids, List<Acceptance> batch) {
        return batch.stream().filter(one -> ids.contains(id(one))).toList();
    }

    private static List<Acceptance> without(Map<NotificationId, AcceptResult> results, List<Acceptance> batch) {
        return batch.stream().filter(one -> !results.containsKey(id(one))).toList();
    }

    /** The receipts by notification id, and the positions of queued deliveries. */
    private record Inserted(
            Map<NotificationId, List<ReceiptDelivery>> receipts, Map<DeliveryId, QueuePosition> positions) {}

    private Inserted insert(Transaction tx, List<Acceptance> accepted, LeaseGrant grant, Instant now)
            throws SQLException {
        if (accepted.isEmpty()) {
            return new Inserted(Map.of(), Map.of());
        }
        NotificationInsert.insert(
                tx, accepted.stream().map(Acceptance::notification).toList());
        ExpansionRows.insert(tx, PostgresDialect.INSTANCE, accepted, now);
        return insertDeliveries(
                tx, LabelRows.accept(tx, PostgresDialect.INSTANCE, supersession, accepted, now), grant, now);
    }

    private Inserted insertDeliveries(Transaction tx, List<Acceptance> accepted, LeaseGrant grant, Instant now)
            throws SQLException {
        Map<NotificationId, List<ReceiptDelivery>> receipts = HashMap.newHashMap(accepted.size());
        KeyedDedupe deduping = KeyedDedupe.claim(tx, accepted, new PostgresDedupeRows(), RECEIPTS);
        Map<DeliveryId, QueuePosition> positions = queues.enter(tx, arrivals(accepted, deduping));
        DeliveryInsert deliveries = new DeliveryInsert(grant, now);
        for (Acceptance one : accepted) {
            for (NewDelivery delivery : deduping.own(one)) {
                deliveries.add(
                        one.notification(), DeliveryQueue.inserted(delivery, positions), positions.get(delivery.id()));
            }
            receipts.put(id(one), deduping.receipt(one, positions));
        }
        deliveries.insert(tx);
        return new Inserted(receipts, positions);
    }

    @Override
    public AcceptResult.Accepted insert(Transaction tx, Acceptance routed, Instant now) throws SQLException {
        Inserted inserted = insertDeliveries(tx, List.of(routed), NO_LEASE, now);
        NotificationId id = routed.notification().id();
        return new AcceptResult.Accepted(
                id, now, Objects.requireNonNull(inserted.receipts().get(id)), inserted.positions());
    }

    @Override
    public boolean repairs(RuntimeException failure, Acceptance routed) {
        boolean repairs = PostgresDialect.missesPartition(failure);
        if (repairs) {
            partitions.makeMissing(ids(List.of(routed)));
        }
        return repairs;
    }

    @Override
    public void inserted(Acceptance routed, AcceptResult.Accepted result) {
        signals.due(waiting(List.of(routed), List.of(result)));
    }

    private static KeyedQueues.Arrivals arrivals(List<Acceptance> accepted, KeyedDedupe deduping) {
        KeyedQueues.Arrivals arrivals = new KeyedQueues.Arrivals();
        for (Acceptance one : accepted) {
            deduping.own(one).forEach(delivery -> arrivals.add(one.notification(), delivery));
        }
        return arrivals;
    }

    /** Channels with due deliveries that no lane of this node has accepted. */
    private static Set<String> waiting(List<Acceptance> batch, List<AcceptResult> results) {
        Set<String> channels = new TreeSet<>();
        for (int i = 0; i < batch.size(); i++) {
            Notification notification = batch.get(i).notification();
            if (results.get(i) instanceof AcceptResult.Accepted accepted && notification.notBefore() == null) {
                for (NewDelivery delivery : batch.get(i).deliveries()) {
                    if (delivery.status() == DeliveryStatus.PENDING
                            && delivery.delay().isZero()
                            && !DeliveryQueue.waits(delivery, accepted.positions())) {
                        channels.add(delivery.channel());
                    }
                }
            }
        }
        return channels;
    }

    private static List<Id> ids(List<Acceptance> batch) {
        List<Id> ids = new ArrayList<>();
        for (Acceptance one : batch) {
            ids.add(id(one));
            one.deliveries().forEach(delivery -> ids.add(delivery.id()));
        }
        return ids;
    }
}
