package dev.tidings.engine.dispatch;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.TargetKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where a delivery is to be sent, if at all. */
sealed interface DeliveryTarget {
    /**
     * Send to this address.
     *
     * @param key identifies the address's health
     * @param endpoint null when the intent gave the address
     * @param probe whether this is the single probe of all nodes
     */
    record At(TargetKey key, String address, @Nullable Endpoint endpoint, boolean probe) implements DeliveryTarget {}

    /** The store is being asked; the future never fails. */
    record Asking(CompletableFuture<DeliveryTarget> answer) implements DeliveryTarget {}

    /** Do not send; the delivery is skipped. */
    record Skip(String reason) implements DeliveryTarget {}

    /** Send after this delay. */
    record Later(Duration delay) implements DeliveryTarget {}
}
