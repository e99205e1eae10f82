package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.ChangeStore;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.Rerouting;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.DeliveryRerouting;
import dev.tidings.store.jdbc.ImmediateRetries;
import dev.tidings.store.jdbc.Sql;
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
 * Cancels, replays, reroutes and retries deliveries, each by one guarded update. A replayed delivery is in no queue: it is sent
 * when it is due.
 */
final class SqliteChangeStore implements ChangeStore {
    private static final Sql CANCEL = Sql.of("""
        UPDATE deliveries
        SET status = 'canceled', due_at = NULL, finished_at = :now
        WHERE tenant = :tenant AND id = :id AND status IN ('pending', 'failed')
        """);

    private static final Sql EXPIRE = Sql.of("""
        UPDATE deliveries
        SET status = 'dead', reason = 'expired', due_at = NULL, finished_at = :now
        WHERE tenant = :tenant AND id = :id AND status IN ('pending', 'failed')
        """);

    // Never due before the not_before of the notification; 'none' is Router.NO_CHANNEL. A dead delivery that holds up
    // its queue
    // keeps its position, which is set first: MariaDB reads columns that it has set.
    private static final Sql REPLAY = Sql.of("""
        UPDATE deliveries
        SET queue_position = CASE WHEN status = 'dead' AND EXISTS (
                SELECT 1
                FROM queued_deliveries q
                WHERE q.queue = deliveries.queue AND q.queue_position = deliveries.queue_position
                    AND q.delivery_id = deliveries.id
            ) THEN queue_position END,
            status = 'pending', reason = NULL, attempts_used = 0, reclaim_count = 0,
            replay_count = replay_count + 1,
            due_at = max(:due, coalesce(
                (SELECT n.not_before FROM notifications n WHERE n.seq = notification_seq), 0)),
            finished_at = NULL
        WHERE tenant = :tenant AND id = :id AND status IN ('sent', 'dead', 'skipped') AND channel <> 'none'
            AND erased_at IS NULL
            AND NOT EXISTS (
                SELECT 1
                FROM notifications n
                JOIN notification_labels l ON l.notification_id = n.id AND l.kind = 'superseded_by'
                WHERE n.seq = notification_seq
            )
        """);

    private static final Sql RELEASE = Sql.of("""
        UPDATE deliveries
        SET queue_position = NULL
        WHERE id = :id AND tenant = :tenant AND status = 'dead' AND queue_position = :position AND EXISTS (
            SELECT 1
            FROM queued_deliveries q
            WHERE q.queue = deliveries.queue AND q.queue_position = deliveries.queue_position
                AND q.delivery_id = deliveries.id
        )
        """);

    private static final Sql REROUTE = Sql.of("""
        UPDATE deliveries
        SET channel = :channel, endpoint_id = :endpoint, address = :address, status = 'pending', reason = NULL, attempts_used = 0,
            reclaim_count = 0, replay_count = replay_count + 1,
            due_at = max(:due, coalesce(
                (SELECT n.not_before FROM notifications n WHERE n.seq = notification_seq), 0)),
            finished_at = NULL, queue = NULL, queue_position = NULL
        WHERE id = :id AND tenant = :tenant AND status = 'skipped' AND endpoint_id IS NULL AND address IS NULL
            AND erased_at IS NULL
            AND NOT EXISTS (
                SELECT 1
                FROM notifications n
                JOIN notification_labels l ON l.notification_id = n.id AND l.kind = 'superseded_by'
                WHERE n.seq = notification_seq
            )
        """);

    private static final Sql INSERT_BESIDE = Sql.of("""
        INSERT INTO deliveries (id, notification_seq, tenant, recipient, channel, endpoint_id, address, status, reason, due_at,
            finished_at, attempt_number)
        SELECT :id, notification_seq, tenant, recipient, :channel, :endpoint, :address, :status, :reason,
            CASE WHEN :status = 'pending' THEN due_at END, :finishedAt, 0
        FROM deliveries
        WHERE id = :other
        """);

    private static final Sql RETRY = Sql.of("""
        UPDATE deliveries
        SET due_at = max(:due, coalesce(
            (SELECT n.not_before FROM notifications n WHERE n.seq = notification_seq), 0))
        WHERE id = :id AND tenant = :tenant AND status IN ('failed', 'pending')
            AND due_at > max(:due, coalesce(
                (SELECT n.not_before FROM notifications n WHERE n.seq = notification_seq), 0))
            AND due_at < :behindOthers
        """);

    private final Database database;
    private final InstantSource clock;
    private final DeliveryRerouting rerouting;
    private final ImmediateRetries retries;

    SqliteChangeStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.rerouting = new DeliveryRerouting(database, clock, REROUTE, SqliteChangeStore::insertBeside);
        this.retries = new ImmediateRetries(database, clock, RETRY);
    }

    @Override
    public Optional<Delivery> cancel(String tenant, DeliveryId id) {
        return database.write("cancel a delivery", tx -> {
            Instant now = clock.instant();
            boolean canceled = tx.prepared(CANCEL)
                            .time("now", now)
                            .text("tenant", tenant)
                            .id("id", id)
                            .update()
                    == 1;
            Optional<Delivery> found = SqliteQueryStore.find(tx, tenant, id);
            if (canceled) {
                left(tx, id, now);
            }
            return found;
        });
    }

    @Override
    public List<DeliveryId> cancelAll(String tenant, List<DeliveryId> ids) {
        return endAll("cancel deliveries", CANCEL, tenant, ids);
    }

    @Override
    public List<DeliveryId> expireAll(String tenant, List<DeliveryId> ids) {
        return endAll("expire deliveries", EXPIRE, tenant, ids);
    }

    private List<DeliveryId> endAll(String doing, Sql end, String tenant, List<DeliveryId> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return database.write(doing, tx -> {
            Instant now = clock.instant();
            List<DeliveryId> ended = new ArrayList<>();
            for (DeliveryId id : ids) {
                int changed = tx.prepared(end)
                        .time("now", now)
                        .text("tenant", tenant)
                        .id("id", id)
                        .update();
                if (changed == 1) {
                    ended.add(id);
                    left(tx, id, now);
                }
            }
            return ended;
        });
    }

    /** Removes an ended delivery from its queue and from those of its concurrency key. */
    private static void left(Transaction tx, DeliveryId id, Instant now) throws SQLException {
        QueuePosition position = SqliteQueues.position(tx, id);
        if (position != null) {
            var _ = SqliteQueues.leave(tx, position, now);
        }
        SqliteConcurrencyRows.PERMITS.leave(tx, List.of(id), now);
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
                int changed = tx.prepared(REPLAY)
                        .time("due", due)
                        .text("tenant", tenant)
                        .id("id", id)
                        .update();
                if (changed == 1) {
                    replayed.add(id);
                    due = due.plus(spacing);
                }
            }
            return replayed;
        });
    }

    @Override
    public boolean release(String tenant, DeliveryId id) {
        return database.write("release a delivery", tx -> {
            QueuePosition position = SqliteQueues.position(tx, id);
            if (position == null || !release(tx, tenant, id, position)) {
                return false;
            }
            var _ = SqliteQueues.leave(tx, position, clock.instant());
            return true;
        });
    }

    private static boolean release(Transaction tx, String tenant, DeliveryId id, QueuePosition position)
            throws SQLException {
        return tx.prepared(RELEASE)
                        .id("id", id)
                        .text("tenant", tenant)
                        .number("position", position.number())
                        .update()
                == 1;
    }

    @Override
    public List<DeliveryId> retryNow(String tenant, Map<DeliveryId, Duration> delays) {
        return retries.retryNow(tenant, delays);
    }

    @Override
    public List<DeliveryId> reroute(String tenant, List<Rerouting> batch, Duration spacing) {
        return rerouting.reroute(tenant, batch, spacing);
    }

    private static void insertBeside(Transaction tx, NewDelivery delivery, DeliveryId other, Instant now)
            throws SQLException {
        tx.prepared(INSERT_BESIDE)
                .id("id", delivery.id())
                .text("channel", delivery.channel())
                .id("endpoint", delivery.endpointId())
                .text("address", delivery.address())
                .text("status", delivery.status().code())
                .text("reason", delivery.reason())
                .time("finishedAt", delivery.status().terminal() ? now : null)
                .id("other", other)
                .update();
    }
}
