package dev.tidings.store.jdbc;

import dev.tidings.core.event.Ack;
import dev.tidings.core.event.AckTimes;
import dev.tidings.core.event.SentPush;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.PushStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds pushed deliveries by recipient. Acks have their own table, so that the rows of the hot path stay small.
 * SQLite and MariaDB get index hints where they would otherwise read and sort all deliveries of a tenant.
 */
final class PushTable implements PushStore {
    private static final DialectSql OF_RECIPIENT = DialectSql.of("""
        SELECT d.id, (SELECT n.id FROM notifications n WHERE n.seq = d.notification_seq) AS notification_id, d.recipient,
            d.status, d.provider_message_id, d.attempt_started_at
        FROM deliveries d
        WHERE d.tenant = :tenant AND d.recipient = :recipient AND d.channel = :channel
            AND ((d.status = 'sent' AND d.finished_at >= :since) OR d.status = 'sending') AND d.erased_at IS NULL
        ORDER BY d.id DESC
        LIMIT :rows
        """, """
        SELECT d.id, d.notification_id AS notification_id, d.recipient,
            d.status, d.provider_message_id, d.attempt_started_at
        FROM deliveries d
        WHERE d.tenant = :tenant AND d.recipient = :recipient AND d.channel = :channel
            AND ((d.status = 'sent' AND d.finished_at >= :since) OR d.status = 'sending') AND d.erased_at IS NULL
        ORDER BY d.id DESC
        LIMIT :rows
        """, """
        SELECT d.id, d.notification_id AS notification_id, d.recipient,
            d.status, d.provider_message_id, d.attempt_started_at
        FROM deliveries d
        WHERE d.tenant = :tenant AND d.recipient = :recipient AND d.channel = :channel
            AND ((d.status = 'sent' AND d.finished_at >= :since) OR d.status = 'sending') AND d.erased_at IS NULL
        ORDER BY d.id DESC
        LIMIT :rows
        """);

    private static final DialectSql TO_ALL = DialectSql.of("""
        SELECT d.id, (SELECT n.id FROM notifications n WHERE n.seq = d.notification_seq) AS notification_id, d.recipient,
            d.status, d.provider_message_id, d.attempt_started_at
        FROM deliveries d INDEXED BY sqlite_autoindex_deliveries_1
        WHERE d.id >= :first AND d.id > :after AND d.tenant = :tenant AND d.channel = :channel
            AND ((d.status = 'sent' AND d.finished_at >= :since) OR d.status = 'sending') AND d.erased_at IS NULL
        ORDER BY d.id
        LIMIT :rows
        """, """
        SELECT d.id, d.notification_id AS notification_id, d.recipient,
            d.status, d.provider_message_id, d.attempt_started_at
        FROM deliveries d
        WHERE d.id >= :first AND d.id > :after AND d.tenant = :tenant AND d.channel = :channel
            AND ((d.status = 'sent' AND d.finished_at >= :since) OR d.status = 'sending') AND d.erased_at IS NULL
        ORDER BY d.id
        LIMIT :rows
        """, """
        SELECT d.id, d.notification_id AS notification_id, d.recipient,
            d.status, d.provider_message_id, d.attempt_started_at
        FROM deliveries d FORCE INDEX (PRIMARY)
        WHERE d.id >= :first AND d.id > :after AND d.tenant = :tenant AND d.channel = :channel
            AND ((d.status = 'sent' AND d.finished_at >= :since) OR d.status = 'sending') AND d.erased_at IS NULL
        ORDER BY d.id
        LIMIT :rows
        """);

    // In MariaDB's index on not_sent, sent deliveries are together under NULL.
    private static final DialectSql LATE = DialectSql.of("""
        SELECT d.id, (SELECT n.id FROM notifications n WHERE n.seq = d.notification_seq) AS notification_id, d.recipient,
            d.status, d.provider_message_id, d.attempt_started_at
        FROM deliveries d INDEXED BY deliveries_delayed
        WHERE d.tenant = :tenant AND d.due_at IS NULL AND d.sent_late_at >= :since
            AND d.channel = :channel AND d.status = 'sent' AND d.id < :first AND d.erased_at IS NULL
        LIMIT :rows
        """, """
        SELECT d.id, d.notification_id AS notification_id, d.recipient,
            d.status, d.provider_message_id, d.attempt_started_at
        FROM deliveries d
        WHERE d.tenant = :tenant AND d.due_at IS NULL AND d.sent_late_at >= :since
            AND d.channel = :channel AND d.status = 'sent' AND d.id < :first AND d.erased_at IS NULL
        LIMIT :rows
        """, """
        SELECT d.id, d.notification_id AS notification_id, d.recipient,
            d.status, d.provider_message_id, d.attempt_started_at
        FROM deliveries d FORCE INDEX (deliveries_not_sent)
        WHERE d.tenant = :tenant AND d.waiting_channel IS NULL AND d.waiting_until IS NULL AND d.sent_late_at >= :since
            AND d.not_sent IS NULL AND d.channel = :channel AND d.status = 'sent' AND d.id < :first AND d.erased_at IS NULL
        LIMIT :rows
        """);

    private static final DialectSql SENDING = DialectSql.of("""
        SELECT d.id, (SELECT n.id FROM notifications n WHERE n.seq = d.notification_seq) AS notification_id, d.recipient,
            d.status, d.provider_message_id, d.attempt_started_at
        FROM deliveries d
        WHERE d.channel = :channel AND (d.status = 'sending') = 1 AND d.due_at >= 0 AND d.tenant = :tenant AND d.id < :first
        LIMIT :rows
        """, """
        SELECT d.id, d.notification_id AS notification_id, d.recipient,
            d.status, d.provider_message_id, d.attempt_started_at
        FROM deliveries d
        WHERE d.channel = :channel AND d.due_at >= 0 AND d.status = 'sending' AND d.tenant = :tenant AND d.id < :first
        UNION ALL
        SELECT d.id, d.notification_id AS notification_id, d.recipient,
            d.status, d.provider_message_id, d.attempt_started_at
        FROM (SELECT DISTINCT unnest(ids) AS id FROM claim_leases) c
        JOIN deliveries d ON d.id = c.id
        WHERE d.channel = :channel AND d.due_at IS NULL AND d.status = 'sending' AND d.tenant = :tenant AND c.id < :first
        LIMIT :rows
        """, """
        SELECT d.id, d.notification_id AS notification_id, d.recipient,
            d.status, d.provider_message_id, d.attempt_started_at
        FROM deliveries d
        WHERE d.channel = :channel AND d.leased = true AND d.tenant = :tenant AND d.id < :first
        LIMIT :rows
        """);

    // Keeps the first time at which a push was read.
    private static final DialectSql ACK = DialectSql.of("""
        INSERT INTO acks (delivery_id, delivered_at, read_at, acked_at)
        VALUES (:delivery, :now, :readAt, :now)
        ON CONFLICT (delivery_id) DO UPDATE SET read_at = coalesce(acks.read_at, excluded.read_at)
        """, """
        INSERT INTO acks (delivery_id, delivered_at, read_at, acked_at)
        VALUES (:delivery, :now, :readAt, :now)
        ON DUPLICATE KEY UPDATE read_at = coalesce(acks.read_at, VALUES(read_at))
        """);

    private static final Sql RECIPIENT = Sql.of("""
        SELECT recipient FROM deliveries WHERE tenant = :tenant AND id = :id
        """);

    private static final Sql TIMES = Sql.of("""
        SELECT a.delivered_at, a.read_at
        FROM acks a
        JOIN deliveries d ON d.id = a.delivery_id
        WHERE d.tenant = :tenant AND d.id = :id
        """);

    private static final Sql NOTIFICATIONS = Sql.of("""
        SELECT id, tenant, producer, idempotency_key, type, accepted_at, not_before, expires_at, request_id,
            traceparent, tracestate, title, summary, fallback, target_url, payload, dedupe_key, ordering_key, ordering_halts, concurrency_key
        FROM notifications
        WHERE tenant = :tenant AND id IN ({:id})
        """);

    private final Database database;
    private final InstantSource clock;
    private final Sql ofRecipient;
    private final Sql toAll;
    private final Sql late;
    private final Sql sending;
    private final Sql ack;

    PushTable(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        Dialect dialect = database.dialect();
        this.ofRecipient = dialect.of(OF_RECIPIENT);
        this.toAll = dialect.of(TO_ALL);
        this.late = dialect.of(LATE);
        this.sending = dialect.of(SENDING);
        this.ack = dialect.of(ACK);
    }

    @Override
    public List<SentPush> pushes(String tenant, String channel, String recipient, Instant since, int limit) {
        return database.read(
                "read the pushes of a recipient",
                tx -> tx.prepared(ofRecipient)
                        .text("tenant", tenant)
                        .text("recipient", recipient)
                        .text("channel", channel)
                        .time("since", since)
                        .number("rows", limit)
                        .list(PushTable::push));
    }

    @Override
    public List<SentPush> pushesToAll(
            String tenant, String channel, Instant since, @Nullable DeliveryId after, int limit) {
        return database.read(
                "read pushes",
                tx -> tx.prepared(toAll)
                        .id("first", LateSends.firstId(since))
                        .id("after", after == null ? DeliveryId.first(Instant.MIN) : after)
                        .text("tenant", tenant)
                        .text("channel", channel)
                        .time("since", since)
                        .number("rows", limit)
                        .list(PushTable::push));
    }

    @Override
    public List<SentPush> pushesLate(String tenant, String channel, Instant since, int limit) {
        return database.read("read late pushes", tx -> {
            DeliveryId first = LateSends.firstId(since);
            // Deliveries in flight come first: one that finishes in between is found twice rather than not at all.
            List<SentPush> found = tx.prepared(sending)
                    .text("tenant", tenant)
                    .text("channel", channel)
                    .id("first", first)
                    .number("rows", limit)
                    .list(PushTable::push);
            Set<DeliveryId> sent = new HashSet<>();
            List<SentPush> ended = tx.prepared(late)
                    .text("tenant", tenant)
                    .text("channel", channel)
                    .time("since", since)
                    .id("first", first)
                    .number("rows", limit)
                    .list(PushTable::push);
            ended.forEach(push -> sent.add(push.id()));
            found.removeIf(push -> sent.contains(push.id()));
            found.addAll(ended);
            return found;
        });
    }

    private static SentPush push(ResultSet row) throws SQLException {
        return new SentPush(
                Columns.delivery(row, "id"),
                Columns.notification(row, "notification_id"),
                row.getString("recipient"),
                "sent".equals(row.getString("status")) ? row.getString("provider_message_id") : null,
                Columns.timeOrNull(row, "attempt_started_at"));
    }

    @Override
    public Map<NotificationId, Notification> notifications(String tenant, Collection<NotificationId> ids) {
        Map<NotificationId, Notification> found = new HashMap<>();
        if (!ids.isEmpty()) {
            Sql notifications = NOTIFICATIONS.repeat("id", ids.size());
            database.read(
                            "read notifications",
                            tx -> tx.prepared(notifications)
                                    .text("tenant", tenant)
                                    .ids("id", ids)
                                    .list(NotificationRows::read))
                    .forEach(one -> found.put(one.id(), one));
        }
        return found;
    }

    @Override
    public List<Boolean> acknowledge(List<Ack> batch) {
        Instant now = clock.instant();
        return database.write("keep acks", tx -> {
            List<Boolean> known = new ArrayList<>(batch.size());
            for (Ack one : batch) {
                boolean own = own(tx, one);
                if (own) {
                    tx.prepared(ack)
                            .id("delivery", one.delivery())
                            .time("now", now)
                            .time("readAt", one.read() ? now : null)
                            .update();
                }
                known.add(own);
            }
            return known;
        });
    }

    private static boolean own(Transaction tx, Ack one) throws SQLException {
        Optional<String> recipient = tx.prepared(RECIPIENT)
                .text("tenant", one.tenant())
                .id("id", one.delivery())
                .first(row -> row.getString("recipient"));
        return recipient.isPresent()
                && (one.recipient() == null || one.recipient().equals(recipient.get()));
    }

    @Override
    public AckTimes acks(String tenant, DeliveryId id) {
        return database.read(
                        "read acks",
                        tx -> tx.prepared(TIMES)
                                .text("tenant", tenant)
                                .id("id", id)
                                .first(row -> new AckTimes(
                                        Columns.timeOrNull(row, "delivered_at"), Columns.timeOrNull(row, "read_at"))))
                .orElse(AckTimes.NONE);
    }
}
