package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.ChangeStore;
import dev.tidings.store.jdbc.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cancels and replays, each by one guarded update. */
final class Changing implements ChangeStore {
    private static final String CANCEL = "UPDATE deliveries SET status = 'canceled', due_at = NULL, finished_at = ?"
            + " WHERE tenant = ? AND id = ? AND status IN ('pending', 'failed')";
    private static final String REPLAY = "UPDATE deliveries SET status = 'pending', reason = NULL, attempts_used = 0,"
            + " reclaim_count = 0, replay_count = replay_count + 1, due_at = ?, finished_at = NULL"
            + " WHERE tenant = ? AND id = ? AND status IN ('sent', 'dead', 'skipped')";

    private final Database database;
    private final InstantSource clock;

    Changing(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Optional<Delivery> cancel(String tenant, DeliveryId id) {
        return database.write("cancel a delivery", tx -> {
            tx.prepared(CANCEL)
                    .time(clock.instant())
                    .text(tenant)
                    .text(id.value())
                    .update();
            return Deliveries.find(tx.handle(), tenant, id);
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
}
