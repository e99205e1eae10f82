package dev.tidings.store.jdbc.keyed;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.QueuePlace;
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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Cancels, replays, routes again and makes due. What is replayed is in no queue: it is sent when it is due. */
public final class KeyedChangeStore implements ChangeStore {
    private static final String CANCEL = "UPDATE deliveries SET status = 'canceled', not_sent = true, due_at = NULL,"
            + " finished_at = ? WHERE id = ? AND tenant = ? AND status IN ('pending', 'failed')";
    /** Not before its notification's time. */
    private static final String DUE = "greatest(?, coalesce((SELECT n.not_before FROM notifications n"
            + " WHERE n.id = deliveries.notification_id), 0))";

    private static final String RESET = "status = 'pending', not_sent = NULL, reason = NULL, attempts_used = 0,"
            + " reclaim_count = 0, replay_count = replay_count + 1, due_at = " + DUE
            + ", finished_at = NULL, place = NULL";
    private static final String REPLAY = "UPDATE deliveries SET " + RESET + " WHERE id = ?";
    private static final String BECOME = "UPDATE deliveries SET channel = ?, address = ?, " + RESET
            + " WHERE id = ? AND tenant = ? AND status = 'skipped' AND channel = '" + Router.NO_CHANNEL + "'";
    private static final String BESIDE = "INSERT INTO deliveries (id, notification_id, tenant, recipient, channel,"
            + " address, status, reason, not_sent, due_at, finished_at, attempt_number) SELECT ?, d.notification_id,"
            + " d.tenant, d.recipient, ?, ?, ?, ?, ?, CASE WHEN ? = 'pending' THEN d.due_at END, ?, 0"
            + " FROM deliveries d WHERE d.id = ?";
    private static final String PLACE = "SELECT place, channel, recipient FROM deliveries WHERE id = ? AND tenant = ?"
            + " AND place IS NOT NULL AND status IN ('pending', 'failed')";
    private static final int IDS_A_STATEMENT = 500;

    private final Database database;
    private final ServerDialect dialect;
    private final KeyedQueues queues;
    private final InstantSource clock;
    private final Reroutes reroutes;
    private final RetriesNow retries;

    public KeyedChangeStore(Database database, ServerDialect dialect, KeyedQueues queues, InstantSource clock) {
        this.database = database;
        this.dialect = dialect;
        this.queues = queues;
        this.clock = clock;
        this.reroutes = new Reroutes(database, clock, BECOME, KeyedChangeStore::insertBeside, "id");
        this.retries = new RetriesNow(database, clock, DUE);
    }

    @Override
    public Optional<Delivery> cancel(String tenant, DeliveryId id) {
        return database.write("cancel a delivery", tx -> {
            Instant now = clock.instant();
            QueuePlace place = place(tx, tenant, id);
            queues.beginEnding(tx, place == null ? List.of() : List.of(place));
            int canceled =
                    tx.prepared(CANCEL).time(now).text(id.value()).text(tenant).update();
            if (canceled == 1 && place != null) {
                var _ = queues.leave(tx, List.of(place), now);
            }
            return KeyedDeliveries.find(dialect, tx.handle(), tenant, id);
        });
    }

    /** Null where no order is kept, and when it is not to be canceled. */
    private static @Nullable QueuePlace place(Transaction tx, String tenant, DeliveryId id) throws SQLException {
        try (ResultSet row = tx.prepared(PLACE).text(id.value()).text(tenant).query()) {
            return row.next() ? RecipientQueue.place(row.getLong(1), tenant, row.getString(2), row.getString(3)) : null;
        }
    }

    @Override
    public List<DeliveryId> replay(String tenant, List<DeliveryId> ids, Duration spacing) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return database.write("replay deliveries", tx -> {
            dialect.keepEnded(tx);
            Set<DeliveryId> ended = ended(tx, tenant, ids);
            List<DeliveryId> replayed =
                    new LinkedHashSet<>(ids).stream().filter(ended::contains).toList();
            if (!replayed.isEmpty()) {
                replay(tx, replayed, spacing);
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

    private void replay(Transaction tx, List<DeliveryId> ids, Duration spacing) {
        Instant due = clock.instant();
        try (PreparedBatch batch = tx.handle().prepareBatch(REPLAY)) {
            for (DeliveryId id : ids) {
                batch.bind(0, due.toEpochMilli()).bind(1, id.value()).add();
                due = due.plus(spacing);
            }
            batch.execute();
        }
    }

    /** Locked until the end of the transaction, in the order of their ids: two replays at once must not deadlock. */
    private Set<DeliveryId> ended(Transaction tx, String tenant, List<DeliveryId> ids) throws SQLException {
        List<String> ordered = new ArrayList<>(
                new TreeSet<>(ids.stream().map(DeliveryId::value).toList()));
        Set<DeliveryId> ended = new HashSet<>();
        for (int from = 0; from < ordered.size(); from += IDS_A_STATEMENT) {
            List<String> some = ordered.subList(from, Math.min(from + IDS_A_STATEMENT, ordered.size()));
            try (ResultSet row = dialect.bindAmong(tx.prepared(lockEnded(some.size())), some)
                    .text(tenant)
                    .query()) {
                while (row.next()) {
                    ended.add(new DeliveryId(row.getString(1)));
                }
            }
        }
        return ended;
    }

    private String lockEnded(int ids) {
        return "SELECT d.id FROM deliveries d WHERE " + dialect.among("d.id", ids)
                + " AND d.tenant = ? AND d.status IN ('sent', 'dead', 'skipped') AND d.channel <> '"
                + Router.NO_CHANNEL + "' ORDER BY d.id FOR UPDATE";
    }

    private static void insertBeside(Transaction tx, NewDelivery delivery, DeliveryId other, Instant now)
            throws SQLException {
        boolean ended = delivery.status().terminal();
        tx.prepared(BESIDE)
                .text(delivery.id().value())
                .text(delivery.channel())
                .text(delivery.address())
                .text(delivery.status().code())
                .text(delivery.reason())
                .flag(ended ? Boolean.TRUE : null)
                .text(delivery.status().code())
                .time(ended ? now : null)
                .text(other.value())
                .update();
    }
}
