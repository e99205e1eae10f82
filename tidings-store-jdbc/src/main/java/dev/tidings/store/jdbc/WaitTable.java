package dev.tidings.store.jdbc;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.store.Backlog;
import dev.tidings.core.store.WaitCounts;
import dev.tidings.core.store.WaitStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Waiting deliveries in the order of the index of due times, and the last count of them by reason. */
public final class WaitTable implements WaitStore {
    /** The joins come after the limit, so that no planner starts from the notifications. */
    public static final DialectSql WAITING = DialectSql.of("""
        SELECT d.id, d.tenant, n.id AS notification_id, n.type, n.accepted_at, n.not_before, d.channel, d.recipient,
            d.endpoint_id, d.address, d.status, d.reason, d.due_at, d.finished_at, d.erased_at, d.lease_token, d.lease_node,
            d.attempts_used, d.reclaim_count, d.replay_count, d.attempt_number, NULL AS started_at, NULL AS result
        FROM deliveries d INDEXED BY deliveries_due
        JOIN notifications n ON n.seq = d.notification_seq
        WHERE d.channel = :channel AND (d.status = 'sending') = 0 AND d.due_at >= :from AND d.due_at < :until
        ORDER BY d.due_at
        LIMIT :rows
        """, """
        SELECT d.id, d.tenant, n.id AS notification_id, n.type, n.accepted_at, n.not_before, d.channel, d.recipient,
            d.endpoint_id, d.address, d.status, d.reason, d.due_at, d.finished_at, d.erased_at, d.lease_token, d.lease_node,
            d.attempts_used, d.reclaim_count, d.replay_count, d.attempt_number, CAST(NULL AS bigint) AS started_at,
            CAST(NULL AS text) AS result
        FROM (
            SELECT *
            FROM deliveries
            WHERE channel = :channel AND due_at >= :from AND due_at < :until AND status IN ('pending', 'failed')
            ORDER BY due_at
            LIMIT :rows
        ) d
        CROSS JOIN LATERAL (
            SELECT id, type, accepted_at, not_before
            FROM notifications
            WHERE id = d.notification_id
            OFFSET 0
        ) n
        ORDER BY d.due_at
        """, """
        SELECT d.id, d.tenant, n.id AS notification_id, n.type, n.accepted_at, n.not_before, d.channel, d.recipient,
            d.endpoint_id, d.address, d.status, d.reason, d.due_at, d.finished_at, d.erased_at, d.lease_token, d.lease_node,
            d.attempts_used, d.reclaim_count, d.replay_count, d.attempt_number, NULL AS started_at, NULL AS result
        FROM deliveries d FORCE INDEX (deliveries_due)
        STRAIGHT_JOIN notifications n ON n.id = d.notification_id
        WHERE d.channel = :channel AND d.leased = false AND d.due_at >= :from AND d.due_at < :until
        ORDER BY d.due_at
        LIMIT :rows
        """);

    private static final Sql COUNTS = Sql.of("""
        SELECT reason, deliveries, complete, counted_at
        FROM wait_counts
        ORDER BY reason
        """);

    private static final Sql BACKLOGS = Sql.of("""
        SELECT channel, waiting, due, oldest_due_at, complete
        FROM backlog_counts
        ORDER BY channel
        """);

    private static final Sql REMOVE = Sql.of("""
        DELETE FROM wait_counts
        """);

    private static final Sql REMOVE_BACKLOGS = Sql.of("""
        DELETE FROM backlog_counts
        """);

    private static final Sql ADD_BACKLOG = Sql.of("""
        INSERT INTO backlog_counts (channel, waiting, due, oldest_due_at, complete)
        VALUES (:channel, :waiting, :due, :oldest, :complete)
        """);

    private static final Sql ADD = Sql.of("""
        INSERT INTO wait_counts (reason, deliveries, complete, counted_at)
        VALUES (:reason, :deliveries, :complete, :at)
        """);

    private final Database database;
    private final InstantSource clock;

    private record Count(String reason, long deliveries, boolean complete, Instant countedAt) {}

    public WaitTable(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public List<Delivery> waiting(String channel, Part part, int limit) {
        Instant later = clock.instant().plusMillis(1);
        Instant from = switch (part) {
            case DUE -> Instant.EPOCH;
            case SCHEDULED -> later;
            case QUEUED -> DeliveryQueue.BEHIND_OTHERS;
        };
        Instant until = switch (part) {
            case DUE -> later;
            case SCHEDULED -> DeliveryQueue.BEHIND_OTHERS;
            case QUEUED -> DeliveryQueue.BEHIND_OTHERS.plusMillis(1);
        };
        return database.read(
                "read waiting deliveries",
                tx -> tx.prepared(database.dialect().of(WAITING))
                        .text("channel", channel)
                        .time("from", from)
                        .time("until", until)
                        .number("rows", limit)
                        .list(DeliveryRows::read));
    }

    @Override
    public void save(WaitCounts counts) {
        database.write("save the counts of waiting deliveries", tx -> {
            int _ = tx.prepared(REMOVE).update();
            Binding add = tx.prepared(ADD);
            for (Map.Entry<String, Long> one : counts.deliveries().entrySet()) {
                add.text("reason", one.getKey())
                        .number("deliveries", one.getValue())
                        .flag("complete", counts.complete())
                        .time("at", counts.countedAt())
                        .addBatch();
            }
            add.executeBatch();
            saveBacklog(tx, counts.backlog());
            return true;
        });
    }

    private static void saveBacklog(Transaction tx, List<Backlog> backlog) throws SQLException {
        int _ = tx.prepared(REMOVE_BACKLOGS).update();
        if (backlog.isEmpty()) {
            return;
        }
        Binding add = tx.prepared(ADD_BACKLOG);
        for (Backlog one : backlog) {
            add.text("channel", one.channel())
                    .number("waiting", one.waiting())
                    .number("due", one.due())
                    .time("oldest", one.oldestDue())
                    .flag("complete", one.complete())
                    .addBatch();
        }
        add.executeBatch();
    }

    @Override
    public Optional<WaitCounts> counts() {
        return database.read("read the counts of waiting deliveries", WaitTable::counts);
    }

    private static Optional<WaitCounts> counts(Transaction tx) throws SQLException {
        List<Count> rows = tx.prepared(COUNTS).list(WaitTable::count);
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Long> deliveries = new HashMap<>();
        rows.forEach(row -> deliveries.put(row.reason(), row.deliveries()));
        Count one = rows.getFirst();
        return Optional.of(new WaitCounts(
                deliveries, one.complete(), tx.prepared(BACKLOGS).list(WaitTable::backlog), one.countedAt()));
    }

    private static Backlog backlog(ResultSet row) throws SQLException {
        return new Backlog(
                row.getString("channel"),
                row.getLong("waiting"),
                row.getLong("due"),
                Columns.timeOrNull(row, "oldest_due_at"),
                row.getBoolean("complete"));
    }

    private static Count count(ResultSet row) throws SQLException {
        return new Count(
                row.getString("reason"),
                row.getLong("deliveries"),
                row.getBoolean("complete"),
                Columns.time(row, "counted_at"));
    }
}
