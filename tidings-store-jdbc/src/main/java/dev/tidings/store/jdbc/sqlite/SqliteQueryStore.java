package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.Backlog;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.NotificationLabels;
import dev.tidings.core.store.NotificationSummary;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.PartialCount;
import dev.tidings.core.store.QueryStore;
import dev.tidings.core.store.QueueHead;
import dev.tidings.store.jdbc.BacklogCounts;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.DeliveryRows;
import dev.tidings.store.jdbc.DeliverySearch;
import dev.tidings.store.jdbc.LabelRows;
import dev.tidings.store.jdbc.NotificationRows;
import dev.tidings.store.jdbc.NotificationSearch;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads notifications, deliveries and attempts on the read connections; lists are paged by id. */
final class SqliteQueryStore implements QueryStore {
    private static final Sql NOTIFICATION = Sql.of("""
        SELECT id, tenant, producer, idempotency_key, type, accepted_at, not_before, expires_at, request_id,
            traceparent, tracestate, title, summary, fallback, target_url, payload, dedupe_key,
            ordering_key, ordering_halts, concurrency_key
        FROM notifications
        WHERE tenant = :tenant AND id = :id
        """);

    private static final Sql DELIVERY = Sql.of("""
        SELECT d.id, d.tenant, n.id AS notification_id, n.type, n.accepted_at, n.not_before, d.channel, d.recipient,
            d.endpoint_id, d.address, d.status, d.reason, d.due_at, d.finished_at, d.erased_at, d.lease_token, d.lease_node,
            d.attempts_used, d.reclaim_count, d.replay_count, d.attempt_number,
            coalesce(d.attempt_started_at, a.started_at) AS started_at,
            coalesce(d.attempt_ended_at, a.ended_at) AS ended_at,
            coalesce(d.attempt_result, a.result) AS result,
            coalesce(d.attempt_code, a.code) AS code,
            coalesce(d.attempt_message, a.message) AS message,
            coalesce(d.provider_status, a.provider_status) AS provider_status,
            coalesce(d.provider_message_id, a.provider_message_id) AS provider_message_id,
            coalesce(d.request, a.request) AS request,
            coalesce(d.response, a.response) AS response,
            coalesce(a.late, false) AS late
        FROM deliveries d
        JOIN notifications n ON n.seq = d.notification_seq
        LEFT JOIN attempts a
            ON a.delivery_seq = d.seq AND d.attempt_started_at IS NULL AND a.number = d.attempt_number
        WHERE d.tenant = :tenant AND d.id = :id
        """);

    private static final Sql ATTEMPTS = Sql.of("""
        SELECT a.number, a.started_at, a.ended_at, a.result, a.code, a.message, a.provider_status,
            a.provider_message_id, a.request, a.response, a.late
        FROM deliveries d
        JOIN attempts a ON a.delivery_seq = d.seq
        WHERE d.tenant = :tenant AND d.id = :id
        UNION ALL
        SELECT attempt_number, attempt_started_at, attempt_ended_at, attempt_result, attempt_code, attempt_message,
            provider_status, provider_message_id, request, response, 0
        FROM deliveries
        WHERE tenant = :tenant AND id = :id AND attempt_started_at IS NOT NULL
        ORDER BY 1
        """);

    private final Database database;
    private final InstantSource clock;

    SqliteQueryStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Optional<Notification> notification(String tenant, NotificationId id) {
        return database.read(
                "read a notification",
                tx -> tx.prepared(NOTIFICATION)
                        .text("tenant", tenant)
                        .id("id", id)
                        .first(NotificationRows::read));
    }

    @Override
    public NotificationLabels labels(String tenant, NotificationId id) {
        return database.read("read labels", tx -> LabelRows.read(tx, tenant, id));
    }

    @Override
    public Optional<Delivery> delivery(String tenant, DeliveryId id) {
        return database.read("read a delivery", tx -> find(tx, tenant, id));
    }

    static Optional<Delivery> find(Transaction tx, String tenant, DeliveryId id) throws SQLException {
        return tx.prepared(DELIVERY).text("tenant", tenant).id("id", id).first(DeliveryRows::read);
    }

    @Override
    public List<Attempt> attempts(String tenant, DeliveryId id) {
        return database.read(
                "read attempts",
                tx -> tx.prepared(ATTEMPTS)
                        .text("tenant", tenant)
                        .id("id", id)
                        .list(row -> Objects.requireNonNull(DeliveryRows.attempt(row, row.getInt("number")))));
    }

    @Override
    public Page<Delivery> deliveries(DeliveryFilter filter, @Nullable String cursor, int limit) {
        return database.read(
                "list deliveries",
                tx -> new DeliverySearch(SqliteDeliverySearchSql.INSTANCE, tx, filter).page(cursor, limit));
    }

    @Override
    public Page<NotificationSummary> notifications(DeliveryFilter filter, @Nullable String cursor, int limit) {
        return database.read(
                "list notifications",
                tx -> new NotificationSearch(SqliteDeliverySearchSql.INSTANCE, tx, filter).page(cursor, limit));
    }

    @Override
    public PartialCount count(DeliveryFilter filter, @Nullable String cursor, int bound) {
        return database.read(
                "count deliveries",
                tx -> new DeliverySearch(SqliteDeliverySearchSql.INSTANCE, tx, filter).count(cursor, bound));
    }

    @Override
    public Map<DeliveryId, DeliveryId> permitHolders(Collection<DeliveryId> waiting) {
        return waiting.isEmpty()
                ? Map.of()
                : database.read(
                        "read the permits of concurrency keys",
                        tx -> SqliteConcurrencyRows.PERMITS.holders(tx, waiting));
    }

    @Override
    public Map<DeliveryId, QueueHead> queueHeads(Collection<Delivery> queued) {
        return database.read("read the heads of queues", tx -> SqliteQueues.heads(tx, queued));
    }

    @Override
    public List<Backlog> backlog(int most) {
        return BacklogCounts.read(database, clock.instant(), most);
    }
}
