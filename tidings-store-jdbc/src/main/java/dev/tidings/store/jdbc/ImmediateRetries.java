package dev.tidings.store.jdbc;

import dev.tidings.core.id.DeliveryId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Makes deliveries that wait for a retry due immediately, each by one guarded update. */
public final class ImmediateRetries {
    private final Database database;
    private final InstantSource clock;
    private final Sql retry;

    /**
     * @param retry makes the delivery {@code :id} of {@code :tenant} due at {@code :due}, or when its notification asks for, if
     *     that is earlier than its due time and it does not wait for others ({@code :behindOthers}), behind whom it would only be
     *     put again
     */
    public ImmediateRetries(Database database, InstantSource clock, Sql retry) {
        this.database = database;
        this.clock = clock;
        this.retry = retry;
    }

    public List<DeliveryId> retryNow(String tenant, Map<DeliveryId, Duration> delays) {
        if (delays.isEmpty()) {
            return List.of();
        }
        // In the order of their ids, so that concurrent transactions do not deadlock.
        Set<DeliveryId> ordered = new TreeSet<>(delays.keySet());
        return database.write("make deliveries due", tx -> {
            Instant now = clock.instant();
            Set<DeliveryId> done = new HashSet<>();
            for (DeliveryId id : ordered) {
                Instant due = now.plus(delays.getOrDefault(id, Duration.ZERO));
                int changed = tx.prepared(retry)
                        .time("due", due)
                        .id("id", id)
                        .text("tenant", tenant)
                        .time("behindOthers", DeliveryQueue.BEHIND_OTHERS)
                        .update();
                if (changed == 1) {
                    done.add(id);
                }
            }
            List<DeliveryId> inOrder = new ArrayList<>(delays.keySet());
            inOrder.retainAll(done);
            return inOrder;
        });
    }
}
