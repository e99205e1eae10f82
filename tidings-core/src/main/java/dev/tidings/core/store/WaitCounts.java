package dev.tidings.core.store;

import java.time.Instant;
import java.util.Map;

/**
 * How many deliveries of all tenants wait for each reason.
 *
 * @param deliveries by the code of the reason
 * @param complete false if more deliveries wait than are counted: the numbers are lower bounds then
 */
public record WaitCounts(Map<String, Long> deliveries, boolean complete, Instant countedAt) {
    public WaitCounts {
        deliveries = Map.copyOf(deliveries);
    }

    /** Returns zero for a reason that no delivery waits for. */
    public long of(String reason) {
        return deliveries.getOrDefault(reason, 0L);
    }
}
