package dev.tidings.engine.dispatch;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where a delivery goes now, if anywhere. */
sealed interface DeliveryTarget {
    /**
     * To this address.
     *
     * @param key by which the address's health is known
     * @param endpoint null when the address was given outright
     * @param probe this is the one attempt by which all nodes find out whether the endpoint works again
     */
    record At(EndpointKey key, String address, @Nullable Endpoint endpoint, boolean probe) implements DeliveryTarget {}

    /** The store has been asked; the future never fails. */
    record Asking(CompletableFuture<DeliveryTarget> answer) implements DeliveryTarget {}

    /** Nowhere, for good. */
    record Skip(String reason) implements DeliveryTarget {}

    /** Nowhere for now. */
    record Later(Duration delay) implements DeliveryTarget {}
}
