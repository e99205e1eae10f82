package dev.tidings.store.jdbc.mariadb;

import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.ClaimStore;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.DueDelivery;
import dev.tidings.store.jdbc.NotificationRows;
import dev.tidings.store.jdbc.RecipientQueue;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.store.jdbc.keyed.KeyedQueues;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Leases what is due: one look that passes over what other nodes hold, then a batch of updates. */
final class MariaDbClaimStore implements ClaimStore {
    // A range of times leaves finished deliveries out: they stand under NULL.
    static final String DUE = "SELECT d.id, d.notification_id, d.recipient, d.address, d.status, d.attempt_number,"
            + " d.attempts_used, d.reclaim_count, d.attempt_started_at, d.place, d.tenant"
            + " FROM deliveries d FORCE INDEX (deliveries_due)"
            + " WHERE d.channel = ? AND d.due_at <= ? ORDER BY d.due_at LIMIT ? FOR UPDATE SKIP LOCKED";
    static final String NEXT_DUE = "SELECT due_at FROM deliveries FORCE INDEX (deliveries_due)"
            + " WHERE channel = ? AND due_at >= 0 ORDER BY due_at LIMIT 1";

    private static final String KEEP_ATTEMPTS = "INSERT INTO attempts (delivery_id, number, started_at, ended_at,"
            + " result, code, message, provider_status, provider_message_id, request, response)"
            + " SELECT d.id, d.attempt_number, d.attempt_started_at, d.attempt_ended_at,"
            + " coalesce(d.attempt_result, 'unknown'), d.attempt_code, d.attempt_message, d.provider_status,"
            + " d.provider_message_id, d.request, d.response FROM deliveries d WHERE ";
    private static final String LEASE = "UPDATE deliveries SET status = 'sending', due_at = ?, lease_token = ?,"
            + " lease_node = ?, reclaim_count = ?, attempt_number = ?, attempt_started_at = ?, attempt_ended_at = NULL,"
            + " attempt_result = NULL, attempt_code = NULL, attempt_message = NULL, provider_status = NULL,"
            + " provider_message_id = NULL, request = NULL, response = NULL WHERE id = ?";

    private static final MariaDbDialect DIALECT = MariaDbDialect.INSTANCE;

    private final Database database;
    private final InstantSource clock;
    private final KeyedQueues queues;

    /** A due delivery as the scan found it. */
    private record Due(DueDelivery delivery, NotificationId notificationId) {}

    MariaDbClaimStore(Database database, InstantSource clock, KeyedQueues queues) {
        this.database = database;
        this.clock = clock;
        this.queues = queues;
    }

    @Override
    public List<LeasedDelivery> claim(String channel, int limit, LeaseGrant grant, Supplier<LeaseToken> tokens) {
        if (limit <= 0) {
            return List.of();
        }
        return database.write("claim deliveries", tx -> {
            Instant now = clock.instant();
            List<Due> found = queues.first(
                    tx,
                    due(tx, channel, now, limit),
                    one -> one.delivery().id(),
                    one -> one.delivery().place());
            if (found.isEmpty()) {
                return List.of();
            }
            keepAttempts(tx, found);
            Map<NotificationId, Notification> notifications = notifications(tx, found);
            List<LeasedDelivery> leased = new ArrayList<>(found.size());
            for (Due one : found) {
                Notification notification = Objects.requireNonNull(
                        notifications.get(one.notificationId()), "a delivery has its notification");
                leased.add(one.delivery().leased(channel, notification, tokens.get(), now));
            }
            MariaDbBatch.run(
                    tx,
                    LEASE,
                    leased,
                    (row, one) -> row.time(now.plus(grant.duration()))
                            .text(one.token().value())
                            .text(grant.node())
                            .number(one.reclaimCount())
                            .number(one.attemptNumber())
                            .time(now)
                            .text(one.id().value()));
            return leased;
        });
    }

    @Override
    public @Nullable Instant nextDue(String channel) {
        return database.read("look for due deliveries", handle -> {
            try (PreparedStatement statement = handle.getConnection().prepareStatement(NEXT_DUE);
                    ResultSet row = new Binding(statement).text(channel).query()) {
                return row.next() ? RecipientQueue.comes(Instant.ofEpochMilli(row.getLong(1))) : null;
            }
        });
    }

    @Override
    public Set<DeliveryId> renew(Map<DeliveryId, LeaseToken> held, Duration duration) {
        if (held.isEmpty()) {
            return Set.of();
        }
        return database.write("renew leases", tx -> {
            Set<DeliveryId> renewed = new HashSet<>();
            for (Map.Entry<DeliveryId, LeaseToken> lease :
                    MariaDbLeases.lock(tx, held.keySet()).entrySet()) {
                if (lease.getValue().equals(held.get(lease.getKey()))) {
                    renewed.add(lease.getKey());
                }
            }
            extend(tx, renewed, clock.instant().plus(duration));
            return renewed;
        });
    }

    private static void extend(Transaction tx, Collection<DeliveryId> ids, Instant until) throws SQLException {
        List<String> texts = new ArrayList<>(
                new TreeSet<>(ids.stream().map(DeliveryId::value).toList()));
        for (List<String> some : Lists.pieces(texts)) {
            DIALECT.bindAmong(
                            tx.prepared("UPDATE deliveries SET due_at = ? WHERE " + DIALECT.among("id", some.size()))
                                    .time(until),
                            some)
                    .update();
        }
    }

    private static List<Due> due(Transaction tx, String channel, Instant now, int limit) throws SQLException {
        List<Due> found = new ArrayList<>();
        try (ResultSet row =
                tx.prepared(DUE).text(channel).time(now).number(limit).query()) {
            while (row.next()) {
                found.add(
                        new Due(DueDelivery.read(row, channel), new NotificationId(row.getString("notification_id"))));
            }
        }
        return found;
    }

    private static void keepAttempts(Transaction tx, List<Due> found) throws SQLException {
        List<String> ids = found.stream()
                .map(Due::delivery)
                .filter(DueDelivery::holdsAttempt)
                .map(due -> due.id().value())
                .toList();
        for (List<String> some : Lists.pieces(ids)) {
            DIALECT.bindAmong(tx.prepared(KEEP_ATTEMPTS + DIALECT.among("d.id", some.size())), some)
                    .update();
        }
    }

    private static Map<NotificationId, Notification> notifications(Transaction tx, List<Due> found)
            throws SQLException {
        Set<String> ids = new LinkedHashSet<>();
        found.forEach(due -> ids.add(due.notificationId().value()));
        Map<NotificationId, Notification> notifications = new HashMap<>();
        for (List<String> some : Lists.pieces(ids)) {
            try (ResultSet row = DIALECT.bindAmong(
                            tx.prepared(NotificationRows.SELECT + " WHERE " + DIALECT.among("id", some.size())), some)
                    .query()) {
                while (row.next()) {
                    Notification notification = NotificationRows.read(row);
                    notifications.put(notification.id(), notification);
                }
            }
        }
        return notifications;
    }
}
