package dev.tidings.store.jdbc;

import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.tenant.TenantData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The notifications of a tenant and all that depends on them. No index begins with their tenant, which accepting would pay
 * for: all notifications are read, in windows in the order of their ids.
 */
final class TenantNotifications implements TenantData {
    private static final int WINDOW = 1_000;
    private static final int NOTIFICATIONS = 100;
    private static final int DELIVERIES = 500;

    private static final Sql READ = Sql.of("""
        SELECT id, tenant FROM notifications WHERE id > :after ORDER BY id LIMIT :rows
        """);

    private static final DialectSql READ_DELIVERIES = DialectSql.ofSeqAndId("""
        SELECT id, tenant, channel, recipient, endpoint_id, queue, queue_position
        FROM deliveries
        WHERE notification_seq IN (SELECT seq FROM notifications WHERE id IN ({:id}))
        LIMIT :rows
        """, """
        SELECT id, tenant, channel, recipient, endpoint_id, queue, queue_position
        FROM deliveries
        WHERE notification_id IN ({:id})
        LIMIT :rows
        """);

    private static final Sql REMOVE_QUEUED = Sql.of("""
        DELETE FROM queued_deliveries WHERE queue = :queue AND queue_position = :position
        """);

    private static final DialectSql REMOVE_ATTEMPTS = DialectSql.ofSeqAndId("""
        DELETE FROM attempts WHERE delivery_seq IN (SELECT seq FROM deliveries WHERE id IN ({:id}))
        """, """
        DELETE FROM attempts WHERE delivery_id IN ({:id})
        """);

    private static final Sql REMOVE_ACKS = Sql.of("""
        DELETE FROM acks WHERE delivery_id IN ({:id})
        """);

    private static final Sql REMOVE_DELIVERIES = Sql.of("""
        DELETE FROM deliveries WHERE id IN ({:id})
        """);

    private static final DialectSql REMOVE_DEDUPE = DialectSql.ofSeqAndId("""
        DELETE FROM dedupe WHERE notification_seq IN (SELECT seq FROM notifications WHERE id IN ({:id}))
        """, """
        DELETE FROM dedupe WHERE notification_id IN ({:id})
        """);

    private static final DialectSql REMOVE_REUSING = DialectSql.ofSeqAndId("""
        DELETE FROM reuses WHERE notification_seq IN (SELECT seq FROM notifications WHERE id IN ({:id}))
        """, """
        DELETE FROM reuses WHERE notification_id IN ({:id})
        """);

    private static final DialectSql REMOVE_REUSED = DialectSql.ofSeqAndId("""
        DELETE FROM reuses WHERE reused_seq IN (SELECT seq FROM notifications WHERE id IN ({:id}))
        """, """
        DELETE FROM reuses WHERE reused_id IN ({:id})
        """);

    private static final Sql REMOVE_RECIPIENTS = Sql.of("""
        DELETE FROM expansion_recipients WHERE notification_id IN ({:id})
        """);

    private static final Sql REMOVE_EXPANSIONS = Sql.of("""
        DELETE FROM expansions WHERE notification_id IN ({:id})
        """);

    private static final Sql REMOVE_LABELS = Sql.of("""
        DELETE FROM notification_labels WHERE notification_id IN ({:id})
        """);

    private static final Sql REMOVE_REPLACEMENTS = Sql.of("""
        DELETE FROM replacements WHERE notification_id IN ({:id})
        """);

    private static final Sql REMOVE_NOTIFICATIONS = Sql.of("""
        DELETE FROM notifications WHERE id IN ({:id})
        """);

    private final Database database;
    private final ConcurrencyPermits permits;
    private final InstantSource clock;
    private final Sql readDeliveries;
    private final List<Sql> ofDeliveries;
    private final List<Sql> ofNotifications;

    private record Found(NotificationId id, String tenant) {}

    private record Dependent(DeliveryId id, @Nullable QueuePosition position) {}

    TenantNotifications(Database database, ConcurrencyPermits permits, InstantSource clock) {
        this.database = database;
        this.permits = permits;
        this.clock = clock;
        Dialect dialect = database.dialect();
        this.readDeliveries = dialect.of(READ_DELIVERIES);
        // In this order: rows that refer to others are removed before them.
        this.ofDeliveries = List.of(dialect.of(REMOVE_ATTEMPTS), REMOVE_ACKS, REMOVE_DELIVERIES);
        this.ofNotifications = List.of(
                dialect.of(REMOVE_DEDUPE),
                dialect.of(REMOVE_REUSING),
                dialect.of(REMOVE_REUSED),
                REMOVE_RECIPIENTS,
                REMOVE_EXPANSIONS,
                REMOVE_LABELS,
                REMOVE_REPLACEMENTS,
                REMOVE_NOTIFICATIONS);
    }

    @Override
    public String name() {
        return "notifications";
    }

    @Override
    public Removal remove(String tenant, String after) {
        List<Found> window = database.read(
                "read notifications",
                tx -> tx.prepared(READ)
                        .id("after", after.isEmpty() ? NotificationId.first(Instant.MIN) : NotificationId.of(after))
                        .number("rows", WINDOW)
                        .list(row -> new Found(Columns.notification(row, "id"), row.getString("tenant"))));
        List<NotificationId> own = window.stream()
                .filter(found -> found.tenant().equals(tenant))
                .map(Found::id)
                .limit(NOTIFICATIONS)
                .toList();
        String end = window.size() < WINDOW ? null : window.getLast().id().value();
        if (own.isEmpty()) {
            return new Removal(0, end);
        }
        int removed = database.write("remove the notifications of a tenant", tx -> remove(tx, own));
        // The same window again, until none of its notifications is the tenant's.
        return new Removal(removed, after);
    }

    private int remove(Transaction tx, List<NotificationId> notifications) throws SQLException {
        List<Dependent> deliveries = tx.prepared(readDeliveries.repeat("id", notifications.size()))
                .ids("id", notifications)
                .number("rows", DELIVERIES)
                .list(row -> new Dependent(
                        Columns.delivery(row, "id"), DeliveryQueue.positionOrNull(row, row.getString("channel"))));
        for (Dependent delivery : deliveries) {
            if (delivery.position() != null) {
                QueuePosition position = Objects.requireNonNull(delivery.position());
                tx.prepared(REMOVE_QUEUED)
                        .text("queue", position.queue())
                        .number("position", position.number())
                        .update();
            }
        }
        List<DeliveryId> ids = deliveries.stream().map(Dependent::id).toList();
        permits.leave(tx, ids, clock.instant());
        if (!ids.isEmpty()) {
            for (Sql sql : ofDeliveries) {
                tx.prepared(sql.repeat("id", ids.size())).ids("id", ids).update();
            }
        }
        if (ids.size() == DELIVERIES) {
            return ids.size();
        }
        for (Sql sql : ofNotifications) {
            tx.prepared(sql.repeat("id", notifications.size()))
                    .ids("id", notifications)
                    .update();
        }
        return ids.size() + notifications.size();
    }
}
