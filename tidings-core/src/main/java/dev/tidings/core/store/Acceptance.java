package dev.tidings.core.store;

import dev.tidings.core.notification.Notification;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that accepting one intent writes, in one transaction.
 *
 * @param fingerprint SHA-256 over the canonical intent
 * @param dedupeKey makes deliveries of a channel that already has it reused instead of new
 */
public record Acceptance(
        Notification notification,
        byte[] fingerprint,
        @Nullable String dedupeKey,
        List<NewDelivery> deliveries) {
    public Acceptance {
        deliveries = List.copyOf(deliveries);
    }
}
