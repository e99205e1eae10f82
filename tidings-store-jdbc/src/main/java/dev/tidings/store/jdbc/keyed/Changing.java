package dev.tidings.store.jdbc.keyed;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.ChangeStore;
import dev.tidings.store.jdbc.Database;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Cancels and replays. */
public final class Changing implements ChangeStore {
    private static final String CANCEL = "UPDATE deliveries SET status = 'canceled', not_sent = true, due_at = NULL,"
            + " finished_at = ? WHERE id = ? AND tenant = ? AND status IN ('pending', 'failed')";
    private static final String REPLAY = "UPDATE deliveries SET status = 'pending', not_sent = NULL, reason = NULL,"
            + " attempts_used = 0, reclaim_count = 0, replay_count = replay_count + 1, due_at = :due,"
            + " finished_at = NULL WHERE id = :id";
    private static final int IDS_A_STATEMENT = 500;

    private final Database database;
    private final ServerDialect dialect;
    private final InstantSource clock;

    public Changing(Database database, ServerDialect dialect, InstantSource clock) {
        this.database = database;
        this.dialect = dialect;
        this.clock = clock;
    }

    @Override
    public Optional<Delivery> cancel(String tenant, DeliveryId id) {
        return database.write("cancel a delivery", tx -> {
            tx.prepared(CANCEL)
                    .time(clock.instant())
                    .text(id.value())
                    .text(tenant)
                    .update();
            return Deliveries.find(dialect, tx.handle(), tenant, id);
        });
    }

    @Override
    public List<DeliveryId> replay(String tenant, List<DeliveryId> ids, Duration spacing) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return database.write("replay deliveries", tx -> {
            Set<DeliveryId> ended = ended(tx, tenant, ids);
            List<DeliveryId> replayed =
                    new LinkedHashSet<>(ids).stream().filter(ended::contains).toList();
            if (!replayed.isEmpty()) {
                replay(tx, replayed, spacing);
            }
            return replayed;
        });
    }

    private void replay(Transaction tx, List<DeliveryId> ids, Duration spacing) {
        Instant due = clock.instant();
        try (PreparedBatch batch = tx.handle().prepareBatch(REPLAY)) {
            for (DeliveryId id : ids) {
                batch.bind("due", due.toEpochMilli()).bind("id", id.value()).add();
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
                + " AND d.tenant = ? AND d.status IN ('sent', 'dead', 'skipped') ORDER BY d.id FOR UPDATE";
    }
}
