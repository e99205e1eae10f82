package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.delivery.ConcurrencyLimits;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.ClaimStore;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.store.jdbc.ConcurrencyPermits;
import dev.tidings.store.jdbc.DeliveryQueue;
import dev.tidings.store.jdbc.DueDelivery;
import dev.tidings.store.jdbc.DueRows;
import dev.tidings.store.jdbc.NotificationRows;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Supersession;
import dev.tidings.store.jdbc.TenantShares;
import dev.tidings.store.jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Leases due deliveries. One index contains the due times of waiting deliveries and the ends of leases. */
final class SqliteClaimStore implements ClaimStore {
    static final Sql DUE = Sql.of("""
        SELECT seq, id, notification_seq, tenant, recipient, endpoint_id, address, status, reason, attempt_number, attempts_used,
            reclaim_count, attempt_started_at, queue, queue_position
        FROM deliveries
        WHERE channel = :channel AND (status = 'sending') = :leased AND due_at <= :now
        ORDER BY due_at
        LIMIT :limit
        """);

    static final Sql TENANTS = Sql.of("""
        WITH RECURSIVE seen (tenant, number) AS (
            SELECT (
                SELECT min(tenant)
                FROM deliveries INDEXED BY deliveries_delayed
                WHERE tenant > :after AND (sent_late_at IS NOT NULL OR status IN ('pending', 'failed'))
            ), 1
            UNION ALL
            SELECT (
                SELECT min(d.tenant)
                FROM deliveries d INDEXED BY deliveries_delayed
                WHERE d.tenant > seen.tenant AND (d.sent_late_at IS NOT NULL OR d.status IN ('pending', 'failed'))
            ), seen.number + 1
            FROM seen
            WHERE seen.tenant IS NOT NULL AND seen.number < :most
        )
        SELECT tenant, EXISTS (
            SELECT 1
            FROM deliveries d INDEXED BY deliveries_delayed
            WHERE d.tenant = seen.tenant AND d.channel = :channel AND d.due_at <= :now AND d.status IN ('pending', 'failed')
        ) AS due
        FROM seen
        WHERE tenant IS NOT NULL
        """);

    static final Sql DUE_OF_TENANT = Sql.of("""
        SELECT seq, id, notification_seq, tenant, recipient, endpoint_id, address, status, reason, attempt_number, attempts_used,
            reclaim_count, attempt_started_at, queue, queue_position
        FROM deliveries INDEXED BY deliveries_delayed
        WHERE tenant = :tenant AND channel = :channel AND due_at <= :now AND status IN ('pending', 'failed')
        ORDER BY due_at
        LIMIT :limit
        """);

    static final Sql NEXT_DUE = Sql.of("""
        SELECT min(due_at) AS due_at
        FROM (
            SELECT min(due_at) AS due_at
            FROM deliveries
            WHERE channel = :channel AND (status = 'sending') = 0 AND due_at IS NOT NULL
            UNION ALL
            SELECT min(due_at)
            FROM deliveries
            WHERE channel = :channel AND (status = 'sending') = 1 AND due_at IS NOT NULL
        )
        """);

    private static final Sql NOTIFICATION = Sql.of("""
        SELECT id, tenant, producer, idempotency_key, type, accepted_at, not_before, expires_at, request_id,
            traceparent, tracestate, title, summary, fallback, target_url, payload, dedupe_key,
            ordering_key, ordering_halts, concurrency_key
        FROM notifications
        WHERE seq = :seq
        """);

    private static final Sql KEEP_ATTEMPT = Sql.of("""
        INSERT INTO attempts (delivery_seq, number, started_at, ended_at, result, code, message, provider_status,
            provider_message_id, request, response)
        SELECT seq, attempt_number, attempt_started_at, attempt_ended_at, coalesce(attempt_result, 'unknown'),
            attempt_code, attempt_message, provider_status, provider_message_id, request, response
        FROM deliveries
        WHERE seq = :seq
        """);

    private static final Sql LEASE = Sql.of("""
        UPDATE deliveries
        SET status = 'sending', due_at = :until, lease_token = :token, lease_node = :node,
            reclaim_count = :reclaims, attempt_number = :attempt, attempt_started_at = :now,
            attempt_ended_at = NULL, attempt_result = NULL, attempt_code = NULL, attempt_message = NULL,
            provider_status = NULL, provider_message_id = NULL, request = NULL, response = NULL
        WHERE seq = :seq
        """);

    private static final Sql WAIT = Sql.of("""
        UPDATE deliveries SET due_at = :behindOthers WHERE seq = :seq
        """);

    private static final Sql RENEW = Sql.of("""
        UPDATE deliveries
        SET due_at = :until
        WHERE id = :id AND status = 'sending' AND lease_token = :token
        """);

    private static final DueRows.Statements SCAN = new DueRows.Statements(DUE, TENANTS, DUE_OF_TENANT);

    private final SqliteDatabase database;
    private final InstantSource clock;
    private final Supersession supersession = new SqliteSupersession();
    private final TenantShares shares = new TenantShares();

    /** A due delivery as the scan found it. */
    private record Due(long seq, long notificationSeq, DueDelivery delivery) {}

    /** A claim in its transaction. */
    private record Claim(
            Transaction tx,
            String channel,
            TenantWeights weights,
            ConcurrencyLimits concurrency,
            LeaseGrant grant,
            Supplier<LeaseToken> tokens,
            Instant now) {}

    SqliteClaimStore(SqliteDatabase database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public List<LeasedDelivery> claim(
            String channel,
            int limit,
            TenantWeights weights,
            ConcurrencyLimits concurrency,
            LeaseGrant grant,
            Supplier<LeaseToken> tokens) {
        // A poll that finds nothing must not take the write lock.
        Instant due = nextDue(channel);
        if (limit <= 0 || due == null || due.isAfter(clock.instant())) {
            return List.of();
        }
        return database.write("claim deliveries", tx -> {
            Claim claim = new Claim(tx, channel, weights, concurrency, grant, tokens, clock.instant());
            return shares.claim(channel, limit, (rest, leased) -> lease(claim, rest, leased));
        });
    }

    /** Returns whether others may be due now. */
    private boolean lease(Claim claim, int limit, List<LeasedDelivery> leased) throws SQLException {
        Transaction tx = claim.tx();
        Instant now = claim.now();
        List<Due> due = first(
                tx,
                shares.divide(
                        claim.channel(),
                        limit,
                        claim.weights(),
                        Due::delivery,
                        new DueRows<>(SCAN, tx, claim.channel(), now, row -> read(row, claim.channel()))),
                now);
        Map<Long, Notification> notifications = new HashMap<>();
        for (Due one : due) {
            if (!notifications.containsKey(one.notificationSeq())) {
                notifications.put(one.notificationSeq(), notification(tx, one.notificationSeq()));
            }
        }
        Function<Due, Notification> notification =
                one -> Objects.requireNonNull(notifications.get(one.notificationSeq()), "each was read");
        ConcurrencyPermits.Refusal refusal =
                SqliteConcurrencyRows.PERMITS.admit(tx, due, Due::delivery, notification, claim.concurrency(), now);
        for (Due one : refusal.admitted(due, found -> found.delivery().id())) {
            leased.add(lease(claim, one, notification.apply(one), claim.tokens().get()));
        }
        return refusal.again();
    }

    /** Returns those that are the first of their queue and whose notification was not replaced. */
    private List<Due> first(Transaction tx, List<Due> due, Instant now) throws SQLException {
        List<Due> first = new ArrayList<>(due.size());
        for (Due one : due) {
            QueuePosition position = one.delivery().position();
            if (one.delivery().superseded()) {
                supersession.endLapsed(tx, List.of(one.delivery()), now);
            } else if (position == null || SqliteQueues.isFirst(tx, position.queue(), position.number())) {
                first.add(one);
            } else {
                // For example a delivery that a stopped worker had leased behind another.
                tx.prepared(WAIT)
                        .time("behindOthers", DeliveryQueue.BEHIND_OTHERS)
                        .number("seq", one.seq())
                        .update();
                SqliteConcurrencyRows.PERMITS.leave(tx, List.of(one.delivery().id()), now);
            }
        }
        return first;
    }

    @Override
    public @Nullable Instant nextDue(String channel) {
        return database.readFromWriter("look for due deliveries", tx -> {
            try (ResultSet row = tx.prepared(NEXT_DUE).text("channel", channel).query()) {
                long dueMs = row.next() ? row.getLong("due_at") : 0;
                return row.wasNull() ? null : DeliveryQueue.dueOrNull(Instant.ofEpochMilli(dueMs));
            }
        });
    }

    @Override
    public Set<DeliveryId> renew(Map<DeliveryId, LeaseToken> held, Duration duration) {
        if (held.isEmpty()) {
            return Set.of();
        }
        return database.write("renew leases", tx -> {
            Instant until = clock.instant().plus(duration);
            Set<DeliveryId> renewed = new HashSet<>();
            for (Map.Entry<DeliveryId, LeaseToken> one : held.entrySet()) {
                int changed = tx.prepared(RENEW)
                        .time("until", until)
                        .id("id", one.getKey())
                        .text("token", one.getValue().value())
                        .update();
                if (changed == 1) {
                    renewed.add(one.getKey());
                }
            }
            return renewed;
        });
    }

    private static Due read(ResultSet row, String channel) throws SQLException {
        return new Due(row.getLong("seq"), row.getLong("notification_seq"), DueDelivery.read(row, channel));
    }

    private static Notification notification(Transaction tx, long seq) throws SQLException {
        return tx.prepared(NOTIFICATION).number("seq", seq).one(NotificationRows::read);
    }

    private static LeasedDelivery lease(Claim claim, Due due, Notification notification, LeaseToken token)
            throws SQLException {
        if (due.delivery().holdsAttempt()) {
            claim.tx().prepared(KEEP_ATTEMPT).number("seq", due.seq()).update();
        }
        claim.tx()
                .prepared(LEASE)
                .time("until", claim.now().plus(claim.grant().duration()))
                .text("token", token.value())
                .text("node", claim.grant().node())
                .number("reclaims", due.delivery().reclaims())
                .number("attempt", due.delivery().nextAttempt())
                .time("now", claim.now())
                .number("seq", due.seq())
                .update();
        return due.delivery().leased(claim.channel(), notification, token, claim.now());
    }
}
