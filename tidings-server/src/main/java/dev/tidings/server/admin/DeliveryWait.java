package dev.tidings.server.admin;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.EndpointCircuit;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a delivery is not tried now.
 *
 * @param until when that ends; a half-open circuit has no such time
 */
public record DeliveryWait(Reason reason, @Nullable Instant until) {
    /** What it waits for. */
    public enum Reason {
        /** The time that its intent said. */
        NOT_BEFORE,
        /** The end of the backoff after a failed attempt. */
        RETRY,
        /** The endpoint's owner paused it. */
        ENDPOINT_PAUSED,
        /** The endpoint asked for a pause. */
        ENDPOINT_RETRY_AFTER,
        /** The endpoint's circuit breaker is open. */
        ENDPOINT_BREAKER;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Null when it is due, is being sent or has ended.
     *
     * @param pausedUntil of the endpoint, by its owner
     * @param trouble in force against the endpoint
     */
    static @Nullable DeliveryWait of(
            Delivery delivery, @Nullable Instant pausedUntil, @Nullable EndpointCircuit trouble, Instant now) {
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
        if (trouble != null) {
            Reason reason = trouble.reason() == EndpointCircuit.Reason.RETRY_AFTER
                    ? Reason.ENDPOINT_RETRY_AFTER
                    : Reason.ENDPOINT_BREAKER;
            return new DeliveryWait(reason, now.isBefore(trouble.notBefore()) ? trouble.notBefore() : null);
        }
        return delivery.status() == DeliveryStatus.FAILED ? new DeliveryWait(Reason.RETRY, next) : null;
    }
}
