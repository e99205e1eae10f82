package dev.tidings.core.store;

import dev.tidings.core.notification.Notification;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that accepting one intent writes, in one transaction.
 *
 * @param fingerprint SHA-256 over the canonical intent
 * @param dedupe makes deliveries whose place is held already reused instead of new
 */
public record Acceptance(
        Notification notification,
        byte[] fingerprint,
        @Nullable Dedupe dedupe,
        List<NewDelivery> deliveries) {
    public Acceptance {
        deliveries = List.copyOf(deliveries);
    }

    /** Null when the intent has no dedupe key. */
    public @Nullable DedupePlace place(NewDelivery delivery) {
        return dedupe == null ? null : dedupe.place(DedupeScope.of(notification), delivery);
    }
}
