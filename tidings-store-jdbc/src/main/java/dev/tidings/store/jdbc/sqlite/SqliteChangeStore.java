package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.routing.Router;
import dev.tidings.core.store.ChangeStore;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.Rerouting;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.RecipientQueue;
import dev.tidings.store.jdbc.Reroutes;
import dev.tidings.store.jdbc.RetriesNow;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Cancels, replays, routes again and makes due, each by one guarded update. What is replayed is in no queue: it is sent when it
 * is due.
 */
final class SqliteChangeStore implements ChangeStore {
    private static final String CANCEL = "UPDATE deliveries SET status = 'canceled', due_at = NULL, finished_at = ?"
            + " WHERE tenant = ? AND id = ? AND status IN ('pending', 'failed')";
    /** Not before its notification's time. */
    private static final String DUE =
            "max(?, coalesce((SELECT n.not_before FROM notifications n WHERE n.seq = notification_seq), 0))";

    private static final String RESET = "status = 'pending', reason = NULL, attempts_used = 0, reclaim_count = 0,"
            + " replay_count = replay_count + 1, due_at = " + DUE + ", finished_at = NULL,"
            + " place = NULL";
    private static final String REPLAY = "UPDATE deliveries SET " + RESET
            + " WHERE tenant = ? AND id = ? AND status IN ('sent', 'dead', 'skipped') AND channel <> '"
            + Router.NO_CHANNEL + "'";
    private static final String BECOME = "UPDATE deliveries SET channel = ?, address = ?, " + RESET
            + " WHERE id = ? AND tenant = ? AND status = 'skipped' AND channel = '" + Router.NO_CHANNEL + "'";
    private static final String BESIDE = "INSERT INTO deliveries (id, notification_seq, tenant, recipient, channel,"
            + " address, status, reason, due_at, finished_at, attempt_number) SELECT ?, notification_seq, tenant,"
            + " recipient, ?, ?, ?, ?, CASE WHEN ? = 'pending' THEN due_at END, ?, 0 FROM deliveries WHERE id = ?";

    private final Database database;
    private final InstantSource clock;
    private final Reroutes reroutes;
    private final RetriesNow retries;

    SqliteChangeStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.reroutes = new Reroutes(database, clock, BECOME, SqliteChangeStore::insertBeside, "seq");
        this.retries = new RetriesNow(database, clock, DUE);
    }

    @Override
    public Optional<Delivery> cancel(String tenant, DeliveryId id) {
        return database.write("cancel a delivery", tx -> {
            Instant now = clock.instant();
            boolean canceled =
                    tx.prepared(CANCEL).time(now).text(tenant).text(id.value()).update() == 1;
            Optional<Delivery> found = SqliteDeliveryTables.find(tx.handle(), tenant, id);
            if (canceled && found.isPresent()) {
                Delivery ended = found.get();
                SqliteQueues.leave(tx, RecipientQueue.of(tenant, ended.channel(), ended.recipient()), id, now);
            }
            return found;
        });
    }

    @Override
    public List<DeliveryId> replay(String tenant, List<DeliveryId> ids, Duration spacing) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return database.write("replay deliveries", tx -> {
            Instant due = clock.instant();
            List<DeliveryId> replayed = new ArrayList<>();
            for (DeliveryId id : ids) {
                if (tx.prepared(REPLAY).time(due).text(tenant).text(id.value()).update() == 1) {
                    replayed.add(id);
                    due = due.plus(spacing);
                }
            }
            return replayed;
        });
    }

    @Override
    public List<DeliveryId> retryNow(String tenant, Map<DeliveryId, Duration> delays) {
        return retries.retryNow(tenant, delays);
    }

    @Override
    public List<DeliveryId> reroute(String tenant, List<Rerouting> batch, Duration spacing) {
        return reroutes.reroute(tenant, batch, spacing);
    }

    private static void insertBeside(Transaction tx, NewDelivery delivery, DeliveryId other, Instant now)
            throws SQLException {
        tx.prepared(BESIDE)
                .text(delivery.id().value())
                .text(delivery.channel())
                .text(delivery.address())
                .text(delivery.status().code())
                .text(delivery.reason())
                .text(delivery.status().code())
                .time(delivery.status().terminal() ? now : null)
                .text(other.value())
                .update();
    }
}
