package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.QueuePlace;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.AcceptStore;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.DedupePlace;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.NotificationRows;
import dev.tidings.store.jdbc.RecipientQueue;
import dev.tidings.store.jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Inserts what was accepted. The key of the idempotency table decides who was first. */
final class SqliteAcceptStore implements AcceptStore {
    private static final String LAST_SEQ = "SELECT max(seq) FROM notifications";
    private static final String INSERT_KEY = "INSERT INTO idempotency (tenant, producer, idempotency_key,"
            + " notification_id, fingerprint, created_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    private static final String FIND_KEY = "SELECT notification_id, fingerprint FROM idempotency"
            + " WHERE tenant = ? AND producer = ? AND idempotency_key = ?";
    private static final String INSERT_NOTIFICATION = "INSERT INTO notifications (seq, " + NotificationRows.COLUMNS
            + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT_DELIVERY = "INSERT INTO deliveries (id, notification_seq, tenant, channel,"
            + " recipient, address, status, reason, due_at, finished_at, lease_token, lease_node, attempt_number,"
            + " attempt_started_at, place) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final Database database;
    private final InstantSource clock;

    /** What holds for all of a batch. */
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
                AcceptResult result = knownKey(run, one) ? known(tx, one) : insert(run, ++seq, one);
                results.add(result);
            }
            return results;
        });
    }

    private static long lastSeq(Transaction tx) throws SQLException {
        try (ResultSet row = tx.prepared(LAST_SEQ).query()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static boolean knownKey(Run run, Acceptance one) throws SQLException {
        Notification notification = one.notification();
        return run.tx()
                        .prepared(INSERT_KEY)
                        .text(notification.tenant())
                        .text(notification.producer())
                        .text(notification.idempotencyKey())
                        .text(notification.id().value())
                        .bytes(one.fingerprint())
                        .time(run.now())
                        .update()
                == 0;
    }

    private static AcceptResult known(Transaction tx, Acceptance one) throws SQLException {
        Notification notification = one.notification();
        try (ResultSet row = tx.prepared(FIND_KEY)
                .text(notification.tenant())
                .text(notification.producer())
                .text(notification.idempotencyKey())
                .query()) {
            row.next();
            NotificationId existing = new NotificationId(row.getString(1));
            // Constant time is of no use here: a fingerprint is no secret.
            return java.util.Arrays.equals(row.getBytes(2), one.fingerprint())
                    ? new AcceptResult.Replayed(existing, SqliteReceipts.of(tx, existing))
                    : new AcceptResult.Conflict(existing);
        }
    }

    private static AcceptResult insert(Run run, long seq, Acceptance one) throws SQLException {
        NotificationRows.bind(run.tx().prepared(INSERT_NOTIFICATION).number(seq), one.notification())
                .update();
        Map<String, List<ReceiptDelivery>> earlier = new HashMap<>();
        List<ReceiptDelivery> receipt = new ArrayList<>(one.deliveries().size());
        Map<DeliveryId, QueuePlace> places = new HashMap<>();
        for (NewDelivery delivery : one.deliveries()) {
            DedupePlace place = one.place(delivery);
            if (place != null && !earlier.containsKey(place.digest())) {
                earlier.put(place.digest(), SqliteDedupe.claim(run.tx(), one, place, seq, delivery.id()));
                receipt.addAll(earlier.getOrDefault(place.digest(), List.of()));
            }
            if (place == null || earlier.getOrDefault(place.digest(), List.of()).isEmpty()) {
                QueuePlace queued = queued(run.tx(), one.notification(), delivery);
                NewDelivery inserted = queued == null || queued.first() ? delivery : delivery.waiting();
                insertDelivery(run, seq, one.notification(), inserted, queued);
                receipt.add(new ReceiptDelivery(
                        delivery.id(),
                        delivery.channel(),
                        delivery.recipient(),
                        delivery.address() != null,
                        inserted.status(),
                        false));
                if (queued != null) {
                    places.put(delivery.id(), queued);
                }
            }
        }
        return new AcceptResult.Accepted(one.notification().id(), run.now(), receipt, places);
    }

    private static @Nullable QueuePlace queued(Transaction tx, Notification notification, NewDelivery delivery)
            throws SQLException {
        return delivery.ordered()
                ? SqliteQueues.enter(tx, RecipientQueue.of(notification, delivery), delivery.id())
                : null;
    }

    private static void insertDelivery(
            Run run, long seq, Notification notification, NewDelivery delivery, @Nullable QueuePlace place)
            throws SQLException {
        boolean sending = delivery.status() == DeliveryStatus.SENDING;
        boolean ended = delivery.status().terminal();
        run.tx()
                .prepared(INSERT_DELIVERY)
                .text(delivery.id().value())
                .number(seq)
                .text(notification.tenant())
                .text(delivery.channel())
                .text(delivery.recipient())
                .text(delivery.address())
                .text(delivery.status().code())
                .text(delivery.reason())
                .time(ended ? null : due(run, notification, delivery, place))
                .time(ended ? run.now() : null)
                .text(delivery.token() == null ? null : delivery.token().value())
                .text(sending ? run.grant().node() : null)
                .number(sending ? 1 : 0)
                .time(sending ? run.now() : null)
                .number(place == null ? null : (Long) place.number())
                .update();
    }

    private static Instant due(Run run, Notification notification, NewDelivery delivery, @Nullable QueuePlace place) {
        if (place != null && !place.first()) {
            return RecipientQueue.BEHIND_OTHERS;
        }
        return delivery.status() == DeliveryStatus.SENDING
                ? run.now().plus(run.grant().duration())
                : delivery.due(run.now(), notification.notBefore());
    }
}
