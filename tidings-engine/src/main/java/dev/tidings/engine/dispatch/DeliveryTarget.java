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
     * @param provider what the attempt goes through; null when only the endpoint can be to blame
     */
    record At(
            TargetKey key,
            String address,
            @Nullable Endpoint endpoint,
            boolean probe,
            @Nullable Provider provider) implements DeliveryTarget {
        At(TargetKey key, String address, @Nullable Endpoint endpoint, boolean probe) {
            this(key, address, endpoint, probe, null);
        }

        At asProbe() {
            return new At(key, address, endpoint, true, provider);
        }

        At through(Provider provider) {
            return new At(key, address, endpoint, probe, provider);
        }
    }

    /**
     * A provider that permits this attempt.
     *
     * @param probe whether this is the provider's single probe of all nodes
     */
    record Provider(TargetKey key, boolean probe) {}

    /** The store is being asked; the future never fails. */
    record Asking(CompletableFuture<DeliveryTarget> answer) implements DeliveryTarget {}

    /** Do not send; the delivery is skipped. */
    record Skip(String reason) implements DeliveryTarget {}

    /** Send after this delay. */
    record Later(Duration delay) implements DeliveryTarget {}
}
