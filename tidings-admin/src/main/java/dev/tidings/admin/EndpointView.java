package dev.tidings.admin;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as the API shows it.
 *
 * @param endpoint with masked address
 * @param block why deliveries to it are held back; null if they are not
 * @param retrySchedule the delays between attempts, without jitter, for types without their own policy
 */
public record EndpointView(Endpoint endpoint, @Nullable Block block, List<Duration> retrySchedule) {
    public EndpointView {
        retrySchedule = List.copyOf(retrySchedule);
    }

    /** Returns how the sends to it went lately. */
    public EndpointCondition health() {
        return EndpointCondition.of(endpoint.failures() != null, block != null && block.opened() > 0);
    }

    /**
     * Why and until when deliveries are held back.
     *
     * @param until null if the next delivery is sent as a probe
     * @param opened how often in a row the circuit opened
     */
    public record Block(
            EndpointCircuit.Reason reason,
            EndpointCircuit.Circuit circuit,
            @Nullable Instant until,
            int opened) {
        static Block of(EndpointCircuit circuit, Instant now) {
            return new Block(
                    circuit.reason(),
                    circuit.circuitAt(now),
                    now.isBefore(circuit.notBefore()) ? circuit.notBefore() : null,
                    circuit.opened());
        }
    }
}
