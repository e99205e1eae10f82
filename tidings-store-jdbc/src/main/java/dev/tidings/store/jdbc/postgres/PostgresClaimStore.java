package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.delivery.ConcurrencyLimits;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.ClaimStore;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.ConcurrencyPermits;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.DeliveryQueue;
import dev.tidings.store.jdbc.DueDelivery;
import dev.tidings.store.jdbc.NotificationRows;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Supersession;
import dev.tidings.store.jdbc.TenantShares;
import dev.tidings.store.jdbc.TenantShares.Candidate;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.store.jdbc.keyed.KeyedQueues;
import dev.tidings.store.jdbc.keyed.KeyedSupersession;
import dev.tidings.store.jdbc.postgres.PartitionedStatement.Reach;
import dev.tidings.store.jdbc.postgres.Partitions.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Leases due deliveries. Concurrent claims get different deliveries and do not wait for each other. */
final class PostgresClaimStore implements ClaimStore {
    static final Sql DUE = Sql.of("""
        SELECT id, notification_id, recipient, endpoint_id, address, status, reason, attempt_number, attempts_used, reclaim_count,
            attempt_started_at, queue, queue_position, tenant
        FROM deliveries
        WHERE channel = :channel AND due_at <= :now
        ORDER BY due_at
        LIMIT :limit
        FOR UPDATE SKIP LOCKED
        """);

    // With EXISTS, the planner may hash the tenants of the whole backlog. With the equality of a tenant, it may read
    // the
    // due deliveries of all tenants in their order, and for a tenant without any this is the whole backlog. Only
    // deliveries_delayed has this range and order.
    static final Sql TENANTS = Sql.of("""
        WITH RECURSIVE seen (tenant, number) AS (
            SELECT (
                SELECT d.tenant
                FROM deliveries d
                WHERE d.tenant > :after AND (d.sent_late_at IS NOT NULL OR d.due_at IS NOT NULL)
                ORDER BY d.tenant, d.channel, d.due_at
                LIMIT 1
            ), 1
            UNION ALL
            SELECT (
                SELECT d.tenant
                FROM deliveries d
                WHERE d.tenant > seen.tenant AND (d.sent_late_at IS NOT NULL OR d.due_at IS NOT NULL)
                ORDER BY d.tenant, d.channel, d.due_at
                LIMIT 1
            ), seen.number + 1
            FROM seen
            WHERE seen.tenant IS NOT NULL AND seen.number < :most
        )
        SELECT seen.tenant, coalesce((
            SELECT true
            FROM deliveries d
            WHERE (d.tenant, d.channel) >= (seen.tenant, :channel)
                AND (d.tenant, d.channel, d.due_at) <= (seen.tenant, :channel, :now)
                AND d.due_at <= :now
            ORDER BY d.tenant, d.channel, d.due_at
            LIMIT 1
        ), false) AS due
        FROM seen
        WHERE seen.tenant IS NOT NULL
        """);

    static final Sql DUE_OF_TENANTS = Sql.of("""
        SELECT d.*
        FROM (SELECT * FROM unnest(:tenants::text[], :shares::int4[]) LIMIT :rows) AS t (tenant, share)
        CROSS JOIN LATERAL (
            SELECT id, notification_id, recipient, endpoint_id, address, status, reason, attempt_number, attempts_used, reclaim_count,
                attempt_started_at, queue, queue_position, tenant
            FROM deliveries
            WHERE (tenant, channel) >= (t.tenant, :channel)
                AND (tenant, channel, due_at) <= (t.tenant, :channel, :now)
                AND due_at <= :now
            ORDER BY tenant, channel, due_at
            LIMIT t.share
            FOR UPDATE SKIP LOCKED
        ) d
        """);

    static final Sql NEXT_DUE = Sql.of("""
        SELECT (SELECT min(due_at) FROM deliveries WHERE channel = :channel AND due_at IS NOT NULL) AS due_at,
            least(
                (SELECT min(lease_until) FROM insert_leases),
                (SELECT min(lease_until) FROM claim_leases)
            ) AS lease_until
        """);

    static final Sql NOTIFICATIONS = Sql.of("""
        SELECT id, tenant, producer, idempotency_key, type, accepted_at, not_before, expires_at, request_id,
            traceparent, tracestate, title, summary, fallback, target_url, payload, dedupe_key,
            ordering_key, ordering_halts, concurrency_key
        FROM notifications
        WHERE id = ANY (:ids)
        """);

    static final Sql KEEP_ATTEMPTS = Sql.of("""
        INSERT INTO attempts (delivery_id, number, started_at, ended_at, result, code, message, provider_status,
            provider_message_id, request, response)
        SELECT id, attempt_number, attempt_started_at, attempt_ended_at, coalesce(attempt_result, 'unknown'),
            attempt_code, attempt_message, provider_status, provider_message_id, request, response
        FROM deliveries
        WHERE id = ANY (:ids) AND attempt_started_at IS NOT NULL
        """);

    static final PartitionedStatement LEASE = new PartitionedStatement(Table.DELIVERIES, """
        UPDATE %table% d
        SET status = 'sending', due_at = NULL, lease_until = :until, lease_token = u.token, lease_node = :node,
            reclaim_count = u.reclaims, attempt_number = u.number, attempt_started_at = :now,
            attempt_ended_at = NULL, attempt_result = NULL, attempt_code = NULL, attempt_message = NULL,
            provider_status = NULL, provider_message_id = NULL, request = NULL, response = NULL
        FROM (
            SELECT *
            FROM unnest(:ids::bytea[], :tokens::text[], :reclaims::int4[], :numbers::int4[])
            LIMIT :rows
        ) AS u (id, token, reclaims, number)
        WHERE d.id = u.id
        """);

    static final PartitionedStatement RENEW = new PartitionedStatement(Table.DELIVERIES, """
        UPDATE %table% d
        SET due_at = :until
        FROM (SELECT * FROM unnest(:ids::bytea[], :tokens::text[]) LIMIT :rows) AS u (id, token)
        WHERE d.id = u.id AND d.status = 'sending' AND d.lease_token = u.token
        RETURNING d.id
        """);

    private final Database database;
    private final InstantSource clock;
    private final KeyedQueues queues;
    private final Supersession supersession;
    private final TenantShares shares = new TenantShares();

    /** A due delivery as the scan found it. */
    private record Due(DueDelivery delivery, NotificationId notificationId, LeaseToken token) {
        DeliveryId id() {
            return delivery.id();
        }
    }

    /** A lease of this node. */
    private record Held(DeliveryId id, LeaseToken token) {}

    PostgresClaimStore(Database database, InstantSource clock, KeyedQueues queues) {
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
        // A poll that finds nothing only reads.
        Next next = next(channel);
        if (limit <= 0 || !next.comesBy(clock.instant())) {
            return List.of();
        }
        return database.write("claim deliveries", tx -> {
            Instant now = clock.instant();
            next.sweepLeases(tx, now.plus(InsertLeases.AHEAD));
            DueByTenant byTenant = new DueByTenant(tx, channel, now, tokens);
            return shares.claim(channel, limit, (rest, leased) -> {
                List<Due> due = due(byTenant, rest, weights);
                Map<NotificationId, Notification> notifications = notifications(tx, due);
                Function<Due, Notification> notification =
                        one -> Objects.requireNonNull(notifications.get(one.notificationId()));
                ConcurrencyPermits.Refusal refusal =
                        queues.permits().admit(tx, due, Due::delivery, notification, concurrency, now);
                leased.addAll(lease(byTenant, refusal.admitted(due, Due::id), notification, grant));
                return refusal.again();
            });
        });
    }

    /** Returns those that are the first of their queue and whose notification was not replaced. */
    private List<Due> due(DueByTenant byTenant, int limit, TenantWeights weights) throws SQLException {
        return queues.first(
                byTenant.tx(),
                endSuperseded(
                        byTenant.tx(),
                        shares.divide(byTenant.channel(), limit, weights, Due::delivery, byTenant),
                        byTenant.now()),
                Due::id,
                one -> one.delivery().position(),
                byTenant.now());
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
        return next(channel).earliest();
    }

    private Next next(String channel) {
        return database.read(
                "look for due deliveries",
                tx -> tx.prepared(NEXT_DUE)
                        .text("channel", channel)
                        .one(row -> new Next(
                                DeliveryQueue.dueOrNull(Columns.timeOrNull(row, "due_at")),
                                Columns.timeOrNull(row, "lease_until"))));
    }

    /** @param leaseEnd when the first lease without an index entry ends */
    private record Next(@Nullable Instant due, @Nullable Instant leaseEnd) {
        @Nullable
        Instant earliest() {
            return due == null || (leaseEnd != null && leaseEnd.isBefore(due)) ? leaseEnd : due;
        }

        boolean comesBy(Instant now) {
            Instant first = earliest();
            return first != null && !first.isAfter(now);
        }

        void sweepLeases(Transaction tx, Instant until) throws SQLException {
            if (leaseEnd != null && !leaseEnd.isAfter(until)) {
                InsertLeases.sweep(tx, until);
                ClaimLeases.sweep(tx, until);
            }
        }
    }

    @Override
    public Set<DeliveryId> renew(Map<DeliveryId, LeaseToken> held, Duration duration) {
        if (held.isEmpty()) {
            return Set.of();
        }
        // In the same order on all nodes, to avoid deadlocks.
        List<Held> rows = held.entrySet().stream()
                .map(entry -> new Held(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(Held::id))
                .toList();
        return PartitionedStatement.reaching(reach -> renewBy(RENEW.over(rows, Held::id, reach), duration));
    }

    private Set<DeliveryId> renewBy(List<PartitionedStatement.Part<Held>> parts, Duration duration) {
        return database.write("renew leases", tx -> {
            Set<DeliveryId> renewed = new HashSet<>();
            Instant until = clock.instant().plus(duration);
            for (var part : parts) {
                Binding renew = tx.prepared(part.sql()).time("until", until);
                try (ResultSet row = new Unnest<>(renew, part.rows())
                        .id("ids", Held::id)
                        .text("tokens", one -> one.token().value())
                        .limit()
                        .query()) {
                    while (row.next()) {
                        renewed.add(Columns.delivery(row, "id"));
                    }
                }
            }
            return renewed;
        });
    }

    private record DueByTenant(Transaction tx, String channel, Instant now, Supplier<LeaseToken> tokens)
            implements TenantShares.DueByTenant<Due> {
        @Override
        public List<Due> oldest(int limit) throws SQLException {
            return tx.prepared(DUE)
                    .text("channel", channel)
                    .time("now", now)
                    .number("limit", limit)
                    .list(this::read);
        }

        /** An expired lease has a due time, and is found by tenant. */
        @Override
        public List<Due> lapsed(int limit) {
            return List.of();
        }

        @Override
        public List<Candidate> tenantsAfter(String tenant) throws SQLException {
            return tx.prepared(TENANTS)
                    .text("after", tenant)
                    .number("most", TenantShares.LOOKED_AT)
                    .text("channel", channel)
                    .time("now", now)
                    .list(row -> new Candidate(row.getString("tenant"), row.getBoolean("due")));
        }

        @Override
        public List<Due> ofEach(Map<String, Integer> shares) throws SQLException {
            String[] tenants = shares.keySet().toArray(String[]::new);
            return tx.prepared(DUE_OF_TENANTS)
                    .array("tenants", "text", tenants)
                    .array("shares", "int4", shares.values().toArray(Integer[]::new))
                    .number("rows", tenants.length)
                    .text("channel", channel)
                    .time("now", now)
                    .list(this::read);
        }

        private Due read(ResultSet row) throws SQLException {
            return new Due(DueDelivery.read(row, channel), Columns.notification(row, "notification_id"), tokens.get());
        }
    }

    private static List<LeasedDelivery> lease(
            DueByTenant claim, List<Due> due, Function<Due, Notification> notification, LeaseGrant grant)
            throws SQLException {
        if (due.isEmpty()) {
            return List.of();
        }
        Transaction tx = claim.tx();
        Instant now = claim.now();
        List<DeliveryId> holding = due.stream()
                .filter(one -> one.delivery().holdsAttempt())
                .map(Due::id)
                .toList();
        if (!holding.isEmpty()) {
            tx.prepared(KEEP_ATTEMPTS).ids("ids", holding).update();
        }
        Instant until = now.plus(grant.duration());
        ClaimLeases.cover(tx, due.stream().map(Due::id).toList(), until);
        for (var part : LEASE.over(due, Due::id, Reach.PARTITIONS)) {
            Binding lease = tx.prepared(part.sql())
                    .time("until", until)
                    .text("node", grant.node())
                    .time("now", now);
            new Unnest<>(lease, part.rows())
                    .id("ids", Due::id)
                    .text("tokens", one -> one.token().value())
                    .number("reclaims", one -> one.delivery().reclaims())
                    .number("numbers", one -> one.delivery().nextAttempt())
                    .limit()
                    .update();
        }
        return due.stream()
                .map(one -> one.delivery().leased(claim.channel(), notification.apply(one), one.token(), now))
                .toList();
    }

    private static Map<NotificationId, Notification> notifications(Transaction tx, List<Due> due) throws SQLException {
        if (due.isEmpty()) {
            return Map.of();
        }
        Set<NotificationId> ids = due.stream().map(Due::notificationId).collect(Collectors.toSet());
        Map<NotificationId, Notification> found = new HashMap<>();
        try (ResultSet row = tx.prepared(NOTIFICATIONS).ids("ids", ids).query()) {
            while (row.next()) {
                Notification notification = NotificationRows.read(row);
                found.put(notification.id(), notification);
            }
        }
        return found;
    }
}
