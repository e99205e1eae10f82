package dev.tidings.core.store;

import dev.tidings.core.notification.Notification;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that accepting one intent writes, in one transaction.
 *
 * @param fingerprint SHA-256 of the canonical intent
 * @param dedupe deliveries whose place is already held are reused instead of inserted
 */
public record Acceptance(
        Notification notification,
        byte[] fingerprint,
        @Nullable Dedupe dedupe,
        List<NewDelivery> deliveries) {
    public Acceptance {
        deliveries = List.copyOf(deliveries);
    }

    /** Returns null when the intent has no dedupe key. */
    public @Nullable DedupePlace place(NewDelivery delivery) {
        return dedupe == null ? null : dedupe.place(DedupeScope.of(notification), delivery);
    }
}
