package dev.tidings.admin;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.EndpointCircuit;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a delivery is not attempted now.
 *
 * @param until the end of the wait; null for a half-open circuit, which has no such time
 */
public record DeliveryWait(Reason reason, @Nullable Instant until) {
    /** The reason of a wait. */
    public enum Reason {
        /** The not_before of its intent. */
        NOT_BEFORE,
        /** The backoff after a failed attempt. */
        RETRY,
        /** The endpoint was paused by its owner. */
        ENDPOINT_PAUSED,
        /** The endpoint asked for a pause with Retry-After. */
        ENDPOINT_RETRY_AFTER,
        /** The endpoint's circuit breaker is open. */
        ENDPOINT_CIRCUIT;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Returns null if the delivery is due, is being sent or has ended.
     *
     * @param pausedUntil the end of the pause by the endpoint's owner
     * @param circuit the circuit state of the endpoint, if it blocks deliveries
     */
    static @Nullable DeliveryWait of(
            Delivery delivery, @Nullable Instant pausedUntil, @Nullable EndpointCircuit circuit, Instant now) {
        Instant next = delivery.nextAttemptAt();
        if (next == null || !now.isBefore(next)) {
            return null;
        }
        if (delivery.notBefore() != null && now.isBefore(delivery.notBefore())) {
            return new DeliveryWait(Reason.NOT_BEFORE, delivery.notBefore());
        }
        if (pausedUntil != null && now.isBefore(pausedUntil)) {
            return new DeliveryWait(Reason.ENDPOINT_PAUSED, pausedUntil);
        }
        if (circuit != null) {
            Reason reason = circuit.reason() == EndpointCircuit.Reason.RETRY_AFTER
                    ? Reason.ENDPOINT_RETRY_AFTER
                    : Reason.ENDPOINT_CIRCUIT;
            return new DeliveryWait(reason, now.isBefore(circuit.notBefore()) ? circuit.notBefore() : null);
        }
        return delivery.status() == DeliveryStatus.FAILED ? new DeliveryWait(Reason.RETRY, next) : null;
    }
}
