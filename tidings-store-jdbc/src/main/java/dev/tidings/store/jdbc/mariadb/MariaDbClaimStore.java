package dev.tidings.store.jdbc.mariadb;

import dev.tidings.core.delivery.ConcurrencyLimits;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.ClaimStore;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.ConcurrencyPermits;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.DeliveryQueue;
import dev.tidings.store.jdbc.DueDelivery;
import dev.tidings.store.jdbc.DueRows;
import dev.tidings.store.jdbc.NotificationRows;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Supersession;
import dev.tidings.store.jdbc.TenantShares;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.store.jdbc.keyed.KeyedQueues;
import dev.tidings.store.jdbc.keyed.KeyedSupersession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Leases due deliveries: one read that skips what other nodes hold, then a batch of updates. */
final class MariaDbClaimStore implements ClaimStore {
    static final Sql DUE = Sql.of("""
        SELECT d.id, d.notification_id, d.recipient, d.endpoint_id, d.address, d.status, d.reason, d.attempt_number, d.attempts_used,
            d.reclaim_count, d.attempt_started_at, d.queue, d.queue_position, d.tenant
        FROM deliveries d FORCE INDEX (deliveries_due)
        WHERE d.channel = :channel AND d.leased = :leased AND d.due_at <= :now
        ORDER BY d.due_at
        LIMIT :limit
        FOR UPDATE SKIP LOCKED
        """);

    // The server jumps from one tenant to the next in the index.
    static final Sql TENANTS = Sql.of("""
        SELECT t.tenant, EXISTS (
            SELECT 1
            FROM deliveries d FORCE INDEX (deliveries_not_sent)
            WHERE d.tenant = t.tenant AND d.not_sent IS NULL AND d.waiting_channel = :channel AND d.waiting_until <= :now
        ) AS due
        FROM (
            SELECT DISTINCT tenant
            FROM deliveries FORCE INDEX (deliveries_not_sent)
            WHERE tenant > :after
            ORDER BY tenant
            LIMIT :most
        ) t
        ORDER BY t.tenant
        """);

    static final Sql DUE_OF_TENANT = Sql.of("""
        SELECT d.id, d.notification_id, d.recipient, d.endpoint_id, d.address, d.status, d.reason, d.attempt_number, d.attempts_used,
            d.reclaim_count, d.attempt_started_at, d.queue, d.queue_position, d.tenant
        FROM deliveries d FORCE INDEX (deliveries_not_sent)
        WHERE d.tenant = :tenant AND d.not_sent IS NULL AND d.waiting_channel = :channel AND d.waiting_until <= :now
        ORDER BY d.waiting_until
        LIMIT :limit
        FOR UPDATE SKIP LOCKED
        """);

    static final Sql NEXT_DUE = Sql.of("""
        SELECT min(due_at) AS due_at
        FROM (
            SELECT min(due_at) AS due_at
            FROM deliveries FORCE INDEX (deliveries_due)
            WHERE channel = :channel AND leased = false
            UNION ALL
            SELECT min(due_at)
            FROM deliveries FORCE INDEX (deliveries_due)
            WHERE channel = :channel AND leased = true
        ) AS first
        """);

    private static final Sql NOTIFICATIONS = Sql.of("""
        SELECT id, tenant, producer, idempotency_key, type, accepted_at, not_before, expires_at, request_id,
            traceparent, tracestate, title, summary, fallback, target_url, payload, dedupe_key,
            ordering_key, ordering_halts, concurrency_key
        FROM notifications
        WHERE id IN ({:id})
        """);

    private static final Sql KEEP_ATTEMPTS = Sql.of("""
        INSERT INTO attempts (delivery_id, number, started_at, ended_at, result, code, message, provider_status,
            provider_message_id, request, response)
        SELECT d.id, d.attempt_number, d.attempt_started_at, d.attempt_ended_at, coalesce(d.attempt_result, 'unknown'),
            d.attempt_code, d.attempt_message, d.provider_status, d.provider_message_id, d.request, d.response
        FROM deliveries d
        WHERE d.id IN ({:id})
        """);

    private static final Sql LEASE = Sql.of("""
        UPDATE deliveries
        SET status = 'sending', due_at = :until, lease_token = :token, lease_node = :node,
            reclaim_count = :reclaims, attempt_number = :attempt, attempt_started_at = :now,
            attempt_ended_at = NULL, attempt_result = NULL, attempt_code = NULL, attempt_message = NULL,
            provider_status = NULL, provider_message_id = NULL, request = NULL, response = NULL
        WHERE id = :id
        """);

    private static final Sql RENEW = Sql.of("""
        UPDATE deliveries SET due_at = :until WHERE id IN ({:id})
        """);

    private static final DueRows.Statements SCAN = new DueRows.Statements(DUE, TENANTS, DUE_OF_TENANT);

    private final Database database;
    private final InstantSource clock;
    private final KeyedQueues queues;
    private final Supersession supersession;
    private final TenantShares shares = new TenantShares();

    /** A due delivery as the scan found it. */
    private record Due(DueDelivery delivery, NotificationId notificationId) {}

    MariaDbClaimStore(Database database, InstantSource clock, KeyedQueues queues) {
        this.database = database;
        this.clock = clock;
        this.queues = queues;
        this.supersession = new KeyedSupersession(queues);
    }

    @Override
    public List<LeasedDelivery> claim(
            String channel,
            int limit,
            TenantWeights weights,
            ConcurrencyLimits concurrency,
            LeaseGrant grant,
            Supplier<LeaseToken> tokens) {
        if (limit <= 0) {
            return List.of();
        }
        return database.write("claim deliveries", tx -> {
            DueRows<Due> byTenant = new DueRows<>(SCAN, tx, channel, clock.instant(), row -> read(row, channel));
            return shares.claim(channel, limit, (rest, leased) -> {
                List<Due> found = due(byTenant, rest, weights);
                Map<NotificationId, Notification> notifications = notifications(tx, found);
                Function<Due, Notification> notification = one -> Objects.requireNonNull(
                        notifications.get(one.notificationId()), "a delivery has its notification");
                ConcurrencyPermits.Refusal refusal =
                        queues.permits().admit(tx, found, Due::delivery, notification, concurrency, byTenant.now());
                List<Due> admitted =
                        refusal.admitted(found, one -> one.delivery().id());
                keepAttempts(tx, admitted);
                List<LeasedDelivery> batch = admitted.stream()
                        .map(one ->
                                one.delivery().leased(channel, notification.apply(one), tokens.get(), byTenant.now()))
                        .toList();
                lease(tx, batch, grant, byTenant.now());
                leased.addAll(batch);
                return refusal.again();
            });
        });
    }

    private static void lease(Transaction tx, List<LeasedDelivery> leased, LeaseGrant grant, Instant now)
            throws SQLException {
        MariaDbBatch.run(
                tx,
                LEASE,
                leased,
                (row, one) -> row.time("until", now.plus(grant.duration()))
                        .text("token", one.token().value())
                        .text("node", grant.node())
                        .number("reclaims", one.reclaimCount())
                        .number("attempt", one.attemptNumber())
                        .time("now", now)
                        .id("id", one.id()));
    }

    /** Returns those that are the first of their queue and whose notification was not replaced. */
    private List<Due> due(DueRows<Due> byTenant, int limit, TenantWeights weights) throws SQLException {
        Transaction tx = byTenant.tx();
        Instant now = byTenant.now();
        return queues.first(
                tx,
                endSuperseded(tx, shares.divide(byTenant.channel(), limit, weights, Due::delivery, byTenant), now),
                one -> one.delivery().id(),
                one -> one.delivery().position(),
                now);
    }

    /** Cancels those whose notification was replaced; returns the others. */
    private List<Due> endSuperseded(Transaction tx, List<Due> due, Instant now) throws SQLException {
        List<DueDelivery> superseded =
                due.stream().map(Due::delivery).filter(DueDelivery::superseded).toList();
        supersession.endLapsed(tx, superseded, now);
        return superseded.isEmpty()
                ? due
                : due.stream().filter(one -> !one.delivery().superseded()).toList();
    }

    @Override
    public @Nullable Instant nextDue(String channel) {
        return database.read(
                "look for due deliveries",
                tx -> tx.prepared(NEXT_DUE)
                        .text("channel", channel)
                        .one(row -> DeliveryQueue.dueOrNull(Columns.timeOrNull(row, "due_at"))));
    }

    @Override
    public Set<DeliveryId> renew(Map<DeliveryId, LeaseToken> held, Duration duration) {
        if (held.isEmpty()) {
            return Set.of();
        }
        return database.write("renew leases", tx -> {
            Set<DeliveryId> renewed = new HashSet<>();
            for (Map.Entry<DeliveryId, MariaDbLeases.Held> lease :
                    MariaDbLeases.lock(tx, held.keySet()).entrySet()) {
                if (lease.getValue().token().equals(held.get(lease.getKey()))) {
                    renewed.add(lease.getKey());
                }
            }
            extend(tx, renewed, clock.instant().plus(duration));
            return renewed;
        });
    }

    private static void extend(Transaction tx, Collection<DeliveryId> ids, Instant until) throws SQLException {
        for (List<DeliveryId> some : StatementLists.pieces(new TreeSet<>(ids))) {
            tx.prepared(RENEW.repeat("id", some.size()))
                    .time("until", until)
                    .ids("id", some)
                    .update();
        }
    }

    private static Due read(ResultSet row, String channel) throws SQLException {
        return new Due(DueDelivery.read(row, channel), Columns.notification(row, "notification_id"));
    }

    private static void keepAttempts(Transaction tx, List<Due> found) throws SQLException {
        List<DeliveryId> ids = found.stream()
                .map(Due::delivery)
                .filter(DueDelivery::holdsAttempt)
                .map(DueDelivery::id)
                .toList();
        for (List<DeliveryId> some : StatementLists.pieces(ids)) {
            tx.prepared(KEEP_ATTEMPTS.repeat("id", some.size())).ids("id", some).update();
        }
    }

    private static Map<NotificationId, Notification> notifications(Transaction tx, List<Due> found)
            throws SQLException {
        Set<NotificationId> ids = new LinkedHashSet<>();
        found.forEach(due -> ids.add(due.notificationId()));
        Map<NotificationId, Notification> notifications = new HashMap<>();
        for (List<NotificationId> some : StatementLists.pieces(ids)) {
            tx.prepared(NOTIFICATIONS.repeat("id", some.size()))
                    .ids("id", some)
                    .list(NotificationRows::read)
                    .forEach(one -> notifications.put(one.id(), one));
        }
        return notifications;
    }
}
