package dev.tidings.store.jdbc.keyed;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.ChangeStore;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.Rerouting;
import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.DeliveryQueue;
import dev.tidings.store.jdbc.DeliveryRerouting;
import dev.tidings.store.jdbc.Dialect;
import dev.tidings.store.jdbc.DialectSql;
import dev.tidings.store.jdbc.ImmediateRetries;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Cancels, replays, reroutes and retries deliveries. A replayed delivery is in no queue: it is sent when it is due. */
public final class KeyedChangeStore implements ChangeStore {
    private static final int IDS_PER_STATEMENT = 500;

    private static final Sql CANCEL = Sql.of("""
        UPDATE deliveries
        SET status = 'canceled', not_sent = true, due_at = NULL, finished_at = :now
        WHERE id = :id AND tenant = :tenant AND status IN ('pending', 'failed')
        """);

    private static final Sql EXPIRE = Sql.of("""
        UPDATE deliveries
        SET status = 'dead', not_sent = true, reason = 'expired', due_at = NULL, finished_at = :now
        WHERE id = :id AND tenant = :tenant AND status IN ('pending', 'failed')
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
            status = 'pending', not_sent = NULL, reason = NULL, attempts_used = 0, reclaim_count = 0,
            replay_count = replay_count + 1,
            due_at = greatest(:due, coalesce(
                (SELECT n.not_before FROM notifications n WHERE n.id = deliveries.notification_id), 0)),
            finished_at = NULL
        WHERE id = :id
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
        SET channel = :channel, endpoint_id = :endpoint, address = :address, status = 'pending', not_sent = NULL, reason = NULL,
            attempts_used = 0, reclaim_count = 0, replay_count = replay_count + 1,
            due_at = greatest(:due, coalesce(
                (SELECT n.not_before FROM notifications n WHERE n.id = deliveries.notification_id), 0)),
            finished_at = NULL, queue = NULL, queue_position = NULL
        WHERE id = :id AND tenant = :tenant AND status = 'skipped' AND endpoint_id IS NULL AND address IS NULL
            AND erased_at IS NULL
            AND NOT EXISTS (
                SELECT 1
                FROM notification_labels l
                WHERE l.notification_id = deliveries.notification_id AND l.kind = 'superseded_by'
            )
        """);

    private static final Sql INSERT_BESIDE = Sql.of("""
        INSERT INTO deliveries (id, notification_id, tenant, recipient, channel, endpoint_id, address, status, reason, not_sent,
            due_at, finished_at, attempt_number)
        SELECT :id, d.notification_id, d.tenant, d.recipient, :channel, :endpoint, :address, :status, :reason, :notSent,
            CASE WHEN :status = 'pending' THEN d.due_at END, :finishedAt, 0
        FROM deliveries d
        WHERE d.id = :other
        """);

    private static final Sql RETRY = Sql.of("""
        UPDATE deliveries
        SET due_at = greatest(:due, coalesce(
            (SELECT n.not_before FROM notifications n WHERE n.id = deliveries.notification_id), 0))
        WHERE id = :id AND tenant = :tenant AND status IN ('failed', 'pending')
            AND due_at > greatest(:due, coalesce(
                (SELECT n.not_before FROM notifications n WHERE n.id = deliveries.notification_id), 0))
            AND due_at < :behindOthers
        """);

    private static final Sql PLACE = Sql.of("""
        SELECT queue, queue_position, tenant, channel, recipient, endpoint_id
        FROM deliveries
        WHERE id = :id AND tenant = :tenant AND queue_position IS NOT NULL AND status IN ('pending', 'failed')
        """);

    private static final Sql HALTED_PLACE = Sql.of("""
        SELECT queue, queue_position, tenant, channel, recipient, endpoint_id
        FROM deliveries
        WHERE id = :id AND tenant = :tenant AND queue IS NOT NULL AND queue_position IS NOT NULL AND status = 'dead'
        """);

    // In the order of their ids, so that concurrent replays do not deadlock.
    private static final DialectSql LOCK_ENDED = DialectSql.ofServers("""
        SELECT d.id
        FROM deliveries d
        WHERE d.id = ANY (:id) AND d.tenant = :tenant AND d.status IN ('sent', 'dead', 'skipped')
            AND d.channel <> 'none' AND d.erased_at IS NULL
            AND NOT EXISTS (
                SELECT 1
                FROM notification_labels l
                WHERE l.notification_id = d.notification_id AND l.kind = 'superseded_by'
            )
        ORDER BY d.id
        FOR UPDATE
        """, """
        SELECT d.id
        FROM deliveries d
        WHERE d.id IN ({:id}) AND d.tenant = :tenant AND d.status IN ('sent', 'dead', 'skipped')
            AND d.channel <> 'none' AND d.erased_at IS NULL
            AND NOT EXISTS (
                SELECT 1
                FROM notification_labels l
                WHERE l.notification_id = d.notification_id AND l.kind = 'superseded_by'
            )
        ORDER BY d.id
        FOR UPDATE
        """);

    private final Database database;
    private final Dialect dialect;
    private final KeyedQueues queues;
    private final InstantSource clock;
    private final DeliveryRerouting rerouting;
    private final ImmediateRetries retries;
    private final Sql lockEnded;

    public KeyedChangeStore(Database database, Dialect dialect, KeyedQueues queues, InstantSource clock) {
        this.database = database;
        this.dialect = dialect;
        this.queues = queues;
        this.clock = clock;
        this.rerouting = new DeliveryRerouting(database, clock, REROUTE, KeyedChangeStore::insertBeside);
        this.retries = new ImmediateRetries(database, clock, RETRY);
        this.lockEnded = dialect.of(LOCK_ENDED);
    }

    @Override
    public Optional<Delivery> cancel(String tenant, DeliveryId id) {
        return database.write("cancel a delivery", tx -> {
            Instant now = clock.instant();
            QueuePosition position = position(tx, PLACE, tenant, id);
            queues.beginEnding(tx, position == null ? List.of() : List.of(position));
            queues.permits().lockOf(tx, List.of(id));
            int canceled = tx.prepared(CANCEL)
                    .time("now", now)
                    .id("id", id)
                    .text("tenant", tenant)
                    .update();
            if (canceled == 1 && position != null) {
                var _ = queues.leave(tx, List.of(position), now);
            }
            if (canceled == 1) {
                queues.permits().leave(tx, List.of(id), now);
            }
            return KeyedDeliveries.find(dialect, tx, tenant, id);
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

    /** In the order of their ids, so that concurrent changes do not deadlock. */
    private List<DeliveryId> endAll(String doing, Sql end, String tenant, List<DeliveryId> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        List<DeliveryId> ordered = ids.stream().distinct().sorted().toList();
        return database.write(doing, tx -> {
            Instant now = clock.instant();
            Map<DeliveryId, QueuePosition> positions = new LinkedHashMap<>();
            for (DeliveryId id : ordered) {
                QueuePosition position = position(tx, PLACE, tenant, id);
                if (position != null) {
                    positions.put(id, position);
                }
            }
            queues.beginEnding(tx, positions.values());
            queues.permits().lockOf(tx, ordered);
            List<DeliveryId> ended = new ArrayList<>();
            List<QueuePosition> left = new ArrayList<>();
            for (DeliveryId id : ordered) {
                int changed = tx.prepared(end)
                        .time("now", now)
                        .id("id", id)
                        .text("tenant", tenant)
                        .update();
                if (changed == 1) {
                    ended.add(id);
                    QueuePosition position = positions.get(id);
                    if (position != null) {
                        left.add(position);
                    }
                }
            }
            var _ = queues.leave(tx, left, now);
            queues.permits().leave(tx, ended, now);
            return ended;
        });
    }

    @Override
    public boolean release(String tenant, DeliveryId id) {
        return database.write("release a delivery", tx -> {
            QueuePosition position = position(tx, HALTED_PLACE, tenant, id);
            if (position == null) {
                return false;
            }
            queues.beginEnding(tx, List.of(position));
            int released = tx.prepared(RELEASE)
                    .id("id", id)
                    .text("tenant", tenant)
                    .number("position", position.number())
                    .update();
            if (released == 1) {
                var _ = queues.leave(tx, List.of(position), clock.instant());
            }
            return released == 1;
        });
    }

    /** Null if it is in no queue, or not in a status of this statement. */
    private static @Nullable QueuePosition position(Transaction tx, Sql place, String tenant, DeliveryId id)
            throws SQLException {
        return tx.prepared(place)
                .id("id", id)
                .text("tenant", tenant)
                .<QueuePosition>first(row -> DeliveryQueue.positionOrNull(row, row.getString("channel")))
                .orElse(null);
    }

    @Override
    public List<DeliveryId> replay(String tenant, List<DeliveryId> ids, Duration spacing) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return database.write("replay deliveries", tx -> {
            dialect.keepEnded(tx, ids);
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
        return rerouting.reroute(tenant, batch, spacing);
    }

    private void replay(Transaction tx, List<DeliveryId> ids, Duration spacing) throws SQLException {
        Instant due = clock.instant();
        Binding replay = tx.prepared(REPLAY);
        for (DeliveryId id : ids) {
            replay.time("due", due).id("id", id).addBatch();
            due = due.plus(spacing);
        }
        replay.executeBatch();
    }

    /** The finished deliveries among these, locked until the end of the transaction. */
    private Set<DeliveryId> ended(Transaction tx, String tenant, List<DeliveryId> ids) throws SQLException {
        List<DeliveryId> ordered = new ArrayList<>(new TreeSet<>(ids));
        Set<DeliveryId> ended = new HashSet<>();
        for (int from = 0; from < ordered.size(); from += IDS_PER_STATEMENT) {
            List<DeliveryId> some = ordered.subList(from, Math.min(from + IDS_PER_STATEMENT, ordered.size()));
            ended.addAll(tx.prepared(lockEnded.repeat("id", some.size()))
                    .ids("id", some)
                    .text("tenant", tenant)
                    .list(row -> Columns.delivery(row, "id")));
        }
        return ended;
    }

    private static void insertBeside(Transaction tx, NewDelivery delivery, DeliveryId other, Instant now)
            throws SQLException {
        boolean ended = delivery.status().terminal();
        tx.prepared(INSERT_BESIDE)
                .id("id", delivery.id())
                .text("channel", delivery.channel())
                .id("endpoint", delivery.endpointId())
                .text("address", delivery.address())
                .text("status", delivery.status().code())
                .text("reason", delivery.reason())
                .flag("notSent", ended ? Boolean.TRUE : null)
                .time("finishedAt", ended ? now : null)
                .id("other", other)
                .update();
    }
}
