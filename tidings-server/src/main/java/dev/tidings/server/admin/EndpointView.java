package dev.tidings.server.admin;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointCircuit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as people see it.
 *
 * @param endpoint with its address as its channel shows it
 * @param block what Tidings holds against it; null when nothing
 * @param retrySchedule the waits between attempts without jitter, of intents whose type has no policy of its own
 */
public record EndpointView(Endpoint endpoint, @Nullable Block block, List<Duration> retrySchedule) {
    public EndpointView {
        retrySchedule = List.copyOf(retrySchedule);
    }

    /**
     * Why and until when nothing is sent to it.
     *
     * @param until null when only a probe may try it, which one delivery is about to be
     * @param opened how often in a row its circuit breaker opened
     */
    public record Block(
            EndpointCircuit.Reason reason,
            EndpointCircuit.Circuit circuit,
            @Nullable Instant until,
            int opened) {
        static Block of(EndpointCircuit trouble, Instant now) {
            return new Block(
                    trouble.reason(),
                    trouble.circuitAt(now),
                    now.isBefore(trouble.notBefore()) ? trouble.notBefore() : null,
                    trouble.opened());
        }
    }
}
