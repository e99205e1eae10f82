package dev.tidings.admin;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.ConsecutiveFailures;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.id.EndpointId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the deliveries to an endpoint went.
 *
 * @param since deliveries accepted at or after this time are counted
 * @param complete whether all of them were counted; otherwise only the newest ones
 * @param counts the number of deliveries by status; those without any are missing
 * @param latency of the attempts that were sent; null if there was none
 * @param circuit its state now
 * @param failures the attempts that failed since the last one that was sent; null if there is none
 */
public record EndpointStats(
        EndpointId id,
        Instant since,
        boolean complete,
        Map<DeliveryStatus, Integer> counts,
        @Nullable Latency latency,
        EndpointCircuit.Circuit circuit,
        @Nullable ConsecutiveFailures failures) {
    public EndpointStats {
        counts = Map.copyOf(counts);
    }

    /** Percentiles of the time from the start to the end of an attempt. */
    public record Latency(Duration p50, Duration p95) {}

    public int count(DeliveryStatus status) {
        return counts.getOrDefault(status, 0);
    }
}
