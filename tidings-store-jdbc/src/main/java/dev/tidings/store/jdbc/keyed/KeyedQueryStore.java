package dev.tidings.store.jdbc.keyed;

import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.QueuePosition;
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
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.DeliveryQueue;
import dev.tidings.store.jdbc.DeliveryRows;
import dev.tidings.store.jdbc.DeliverySearch;
import dev.tidings.store.jdbc.DeliverySearchSql;
import dev.tidings.store.jdbc.DialectSql;
import dev.tidings.store.jdbc.LabelRows;
import dev.tidings.store.jdbc.NotificationRows;
import dev.tidings.store.jdbc.NotificationSearch;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Reads notifications, deliveries and attempts; lists are paged by id. Databases count backlogs differently. */
public final class KeyedQueryStore implements QueryStore {
    private static final Sql NOTIFICATION = Sql.of("""
        SELECT id, tenant, producer, idempotency_key, type, accepted_at, not_before, expires_at, request_id,
            traceparent, tracestate, title, summary, fallback, target_url, payload, dedupe_key,
            ordering_key, ordering_halts, concurrency_key
        FROM notifications
        WHERE id = :id AND tenant = :tenant
        """);

    private static final Sql ATTEMPTS = Sql.of("""
        SELECT a.number, a.started_at, a.ended_at, a.result, a.code, a.message, a.provider_status,
            a.provider_message_id, a.request, a.response, a.late
        FROM deliveries d
        JOIN attempts a ON a.delivery_id = d.id
        WHERE d.tenant = :tenant AND d.id = :id AND a.delivery_id = :id
        UNION ALL
        SELECT d.attempt_number, d.attempt_started_at, d.attempt_ended_at, d.attempt_result, d.attempt_code,
            d.attempt_message, d.provider_status, d.provider_message_id, d.request, d.response, false
        FROM deliveries d
        WHERE d.tenant = :tenant AND d.id = :id AND d.attempt_started_at IS NOT NULL
        ORDER BY 1
        """);

    private static final DialectSql DEAD = DialectSql.ofServers("""
        SELECT d.id FROM deliveries d WHERE d.id = ANY (:id) AND d.status = 'dead'
        """, """
        SELECT d.id FROM deliveries d WHERE d.id IN ({:id}) AND d.status = 'dead'
        """);

    private static final DialectSql POSITIONS = DialectSql.ofServers("""
        SELECT d.id, d.queue, d.queue_position, d.tenant, d.channel, d.recipient, d.endpoint_id
        FROM deliveries d
        WHERE d.id = ANY (:id)
        """, """
        SELECT d.id, d.queue, d.queue_position, d.tenant, d.channel, d.recipient, d.endpoint_id
        FROM deliveries d
        WHERE d.id IN ({:id})
        """);

    private final Database database;
    private final DeliverySearchSql search;
    private final KeyedQueues queues;
    private final IntFunction<List<Backlog>> backlogs;

    public KeyedQueryStore(
            Database database, DeliverySearchSql search, KeyedQueues queues, IntFunction<List<Backlog>> backlogs) {
        this.database = database;
        this.search = search;
        this.queues = queues;
        this.backlogs = backlogs;
    }

    @Override
    public List<Backlog> backlog(int most) {
        return backlogs.apply(most);
    }

    @Override
    public Optional<Notification> notification(String tenant, NotificationId id) {
        return database.read(
                "read a notification",
                tx -> tx.prepared(NOTIFICATION)
                        .id("id", id)
                        .text("tenant", tenant)
                        .first(NotificationRows::read));
    }

    @Override
    public NotificationLabels labels(String tenant, NotificationId id) {
        return database.read("read labels", tx -> LabelRows.read(tx, tenant, id));
    }

    @Override
    public Optional<Delivery> delivery(String tenant, DeliveryId id) {
        return database.read("read a delivery", tx -> KeyedDeliveries.find(database.dialect(), tx, tenant, id));
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
    public Map<DeliveryId, DeliveryId> permitHolders(Collection<DeliveryId> waiting) {
        return waiting.isEmpty()
                ? Map.of()
                : database.read(
                        "read the permits of concurrency keys",
                        tx -> queues.permits().holders(tx, waiting));
    }

    @Override
    public Map<DeliveryId, QueueHead> queueHeads(Collection<Delivery> queued) {
        if (queued.isEmpty()) {
            return Map.of();
        }
        List<DeliveryId> ids =
                queued.stream().map(Delivery::id).distinct().sorted().toList();
        return database.read("read the heads of queues", tx -> {
            Map<DeliveryId, QueuePosition> positions = HashMap.newHashMap(ids.size());
            try (ResultSet row = tx.prepared(database.dialect().of(POSITIONS).repeat("id", ids.size()))
                    .ids("id", ids)
                    .query()) {
                while (row.next()) {
                    QueuePosition position = DeliveryQueue.positionOrNull(row, row.getString("channel"));
                    if (position != null) {
                        positions.put(Columns.delivery(row, "id"), position);
                    }
                }
            }
            return heads(tx, queues.heads(tx, positions));
        });
    }

    private Map<DeliveryId, QueueHead> heads(Transaction tx, Map<DeliveryId, DeliveryId> heads) throws SQLException {
        if (heads.isEmpty()) {
            return Map.of();
        }
        List<DeliveryId> ids = heads.values().stream().distinct().sorted().toList();
        Set<DeliveryId> dead =
                new HashSet<>(tx.prepared(database.dialect().of(DEAD).repeat("id", ids.size()))
                        .ids("id", ids)
                        .list(row -> Columns.delivery(row, "id")));
        Map<DeliveryId, QueueHead> found = HashMap.newHashMap(heads.size());
        heads.forEach((id, head) -> found.put(id, new QueueHead(head, dead.contains(head))));
        return found;
    }

    @Override
    public Page<Delivery> deliveries(DeliveryFilter filter, @Nullable String cursor, int limit) {
        return database.read("list deliveries", tx -> new DeliverySearch(search, tx, filter).page(cursor, limit));
    }

    @Override
    public Page<NotificationSummary> notifications(DeliveryFilter filter, @Nullable String cursor, int limit) {
        return database.read(
                "list notifications", tx -> new NotificationSearch(search, tx, filter).page(cursor, limit));
    }

    @Override
    public PartialCount count(DeliveryFilter filter, @Nullable String cursor, int bound) {
        return database.read("count deliveries", tx -> new DeliverySearch(search, tx, filter).count(cursor, bound));
    }
}
