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
import java.util.List;
import java.util.Map;

/**
 * Deliveries by push, found by their recipient. Acks have a table of their own, so that the rows of the hot path stay as
 * small as they are.
 */
final class Pushes implements PushStore {
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
    private final String ack;

    Pushes(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        Dialect dialect = database.dialect();
        this.pushes = "SELECT d.id, " + dialect.notificationOf("d") + " AS notification_id, d.status,"
                + " d.provider_message_id, d.attempt_started_at FROM deliveries d"
                + " WHERE d.tenant = :tenant AND d.recipient = :recipient AND d.channel = :channel"
                + " AND ((d.status = 'sent' AND d.finished_at >= :since) OR d.status = 'sending')"
                + " ORDER BY d.id DESC LIMIT :rows";
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

    private static SentPush push(ResultSet row) throws SQLException {
        return new SentPush(
                new DeliveryId(row.getString("id")),
                new NotificationId(row.getString("notification_id")),
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
