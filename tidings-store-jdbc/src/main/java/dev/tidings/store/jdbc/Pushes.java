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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries by push, found by their recipient. Acks have a table of their own, so that the rows of the hot path stay as
 * small as they are.
 */
final class Pushes implements PushStore {
    private static final String SENT_OR_SENDING =
            " AND ((d.status = 'sent' AND d.finished_at >= :since) OR d.status = 'sending')";
    private static final String ACK =
            "INSERT INTO acks (delivery_id, delivered_at, read_at, acked_at) VALUES (?, ?, ?, ?)";
    private static final String FIRST_HOLDS = "read_at = coalesce(acks.read_at, new.read_at)";
    private static final String RECIPIENT = "SELECT recipient FROM deliveries WHERE tenant = ? AND id = ?";
    private static final String TIMES =
            "SELECT a.delivered_at, a.read_at FROM acks a JOIN deliveries d ON d.id = a.delivery_id"
                    + " WHERE d.tenant = :tenant AND d.id = :id";

    private final Database database;
    private final InstantSource clock;
    private final String pushes;
    private final String toAll;
    private final String late;
    private final String sending;
    private final String ack;

    Pushes(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        Dialect dialect = database.dialect();
        String select = "SELECT d.id, " + dialect.notificationOf("d") + " AS notification_id, d.recipient, d.status,"
                + " d.provider_message_id, d.attempt_started_at FROM ";
        this.pushes = select + "deliveries d"
                + " WHERE d.tenant = :tenant AND d.recipient = :recipient AND d.channel = :channel" + SENT_OR_SENDING
                + " ORDER BY d.id DESC LIMIT :rows";
        this.toAll = select + dialect.deliveriesById() + " WHERE d.id >= :first AND d.id > :after"
                + " AND d.tenant = :tenant AND d.channel = :channel" + SENT_OR_SENDING + " ORDER BY d.id LIMIT :rows";
        this.late = select + dialect.deliveriesSentLate()
                + " WHERE d.tenant = :tenant AND d.sent_late_at >= :since" + dialect.onlySentLate()
                + " AND d.channel = :channel AND d.status = 'sent' AND d.id < :first LIMIT :rows";
        this.sending = select + "deliveries d WHERE d.channel = :channel AND d.due_at >= 0 AND d.status = 'sending'"
                + " AND d.tenant = :tenant AND d.id < :first LIMIT :rows";
        this.ack = dialect.insertOrUpdate(ACK, "delivery_id", FIRST_HOLDS);
    }

    @Override
    public List<SentPush> pushes(String tenant, String channel, String recipient, Instant since, int limit) {
        return database.read(
                "read what a recipient was pushed",
                handle -> handle.createQuery(pushes)
                        .bind("tenant", tenant)
                        .bind("recipient", recipient)
                        .bind("channel", channel)
                        .bind("since", since.toEpochMilli())
                        .bind("rows", limit)
                        .map((row, context) -> push(row))
                        .list());
    }

    @Override
    public List<SentPush> pushesToAll(
            String tenant, String channel, Instant since, @Nullable DeliveryId after, int limit) {
        return database.read(
                "read what was pushed",
                handle -> handle.createQuery(toAll)
                        .bind("tenant", tenant)
                        .bind("channel", channel)
                        .bind("since", since.toEpochMilli())
                        .bind("first", SentLate.firstId(since))
                        .bind("after", after == null ? "" : after.value())
                        .bind("rows", limit)
                        .map((row, context) -> push(row))
                        .list());
    }

    @Override
    public List<SentPush> pushesLate(String tenant, String channel, Instant since, int limit) {
        return database.read("read what was pushed late", handle -> {
            String first = SentLate.firstId(since);
            // First what is being sent: what ends in between is then found twice, and not not at all.
            List<SentPush> found = new ArrayList<>(handle.createQuery(sending)
                    .bind("tenant", tenant)
                    .bind("channel", channel)
                    .bind("first", first)
                    .bind("rows", limit)
                    .map((row, context) -> push(row))
                    .list());
            Set<DeliveryId> sent = new HashSet<>();
            List<SentPush> ended = handle.createQuery(late)
                    .bind("tenant", tenant)
                    .bind("channel", channel)
                    .bind("since", since.toEpochMilli())
                    .bind("first", first)
                    .bind("rows", limit)
                    .map((row, context) -> push(row))
                    .list();
            ended.forEach(push -> sent.add(push.id()));
            found.removeIf(push -> sent.contains(push.id()));
            found.addAll(ended);
            return found;
        });
    }

    private static SentPush push(ResultSet row) throws SQLException {
        return new SentPush(
                new DeliveryId(row.getString("id")),
                new NotificationId(row.getString("notification_id")),
                row.getString("recipient"),
                "sent".equals(row.getString("status")) ? row.getString("provider_message_id") : null,
                Columns.timeOrNull(row, "attempt_started_at"));
    }

    @Override
    public Map<NotificationId, Notification> notifications(String tenant, Collection<NotificationId> ids) {
        Map<NotificationId, Notification> found = new HashMap<>();
        if (!ids.isEmpty()) {
            database.read(
                            "read notifications",
                            handle -> handle.createQuery(
                                            NotificationRows.SELECT + " WHERE tenant = :tenant AND id IN (<ids>)")
                                    .bind("tenant", tenant)
                                    .bindList(
                                            "ids",
                                            ids.stream()
                                                    .map(NotificationId::value)
                                                    .toList())
                                    .map((row, context) -> NotificationRows.read(row))
                                    .list())
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
                            .text(one.delivery().value())
                            .time(now)
                            .time(one.read() ? now : null)
                            .time(now)
                            .update();
                }
                known.add(own);
            }
            return known;
        });
    }

    private static boolean own(Transaction tx, Ack one) throws SQLException {
        try (ResultSet row = tx.prepared(RECIPIENT)
                .text(one.tenant())
                .text(one.delivery().value())
                .query()) {
            return row.next() && (one.recipient() == null || one.recipient().equals(row.getString("recipient")));
        }
    }

    @Override
    public AckTimes acks(String tenant, DeliveryId id) {
        return database.read(
                "read acks",
                handle -> handle.createQuery(TIMES)
                        .bind("tenant", tenant)
                        .bind("id", id.value())
                        .map((row, context) -> new AckTimes(
                                Columns.timeOrNull(row, "delivered_at"), Columns.timeOrNull(row, "read_at")))
                        .findOne()
                        .orElse(AckTimes.NONE));
    }
}
