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
import java.util.TreeMap;

/** Makes deliveries due that wait for a retry, each by one guarded update. */
public final class RetriesNow {
    private final Database database;
    private final InstantSource clock;
    private final String retry;

    /**
     * @param due when it is due at the earliest, from one parameter: that time, or its notification's when that is later
     */
    public RetriesNow(Database database, InstantSource clock, String due) {
        this.database = database;
        this.clock = clock;
        this.retry = "UPDATE deliveries SET due_at = " + due + " WHERE id = ? AND tenant = ?"
                + " AND status IN ('failed', 'pending') AND due_at > " + due
                // What waits for others of its recipient would only be sent back to wait.
                + " AND due_at < " + RecipientQueue.BEHIND_OTHERS.toEpochMilli();
    }

    public List<DeliveryId> retryNow(String tenant, Map<DeliveryId, Duration> delays) {
        if (delays.isEmpty()) {
            return List.of();
        }
        // In the order of their ids: two at once must not deadlock.
        Map<String, DeliveryId> ordered = new TreeMap<>();
        delays.keySet().forEach(id -> ordered.put(id.value(), id));
        return database.write("make deliveries due", tx -> {
            Instant now = clock.instant();
            Set<DeliveryId> done = new HashSet<>();
            for (DeliveryId id : ordered.values()) {
                Instant due = now.plus(delays.getOrDefault(id, Duration.ZERO));
                int changed = tx.prepared(retry)
                        .time(due)
                        .text(id.value())
                        .text(tenant)
                        .time(due)
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
