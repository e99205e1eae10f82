package dev.tidings.core.store;

import dev.tidings.core.notification.Notification;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that accepting one intent writes, in one transaction.
 *
 * @param fingerprint SHA-256 of the canonical intent
 * @param dedupe deliveries whose slot is already held are reused instead of inserted
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
    public @Nullable DedupeSlot slot(NewDelivery delivery) {
        return dedupe == null ? null : dedupe.slot(DedupeScope.of(notification), delivery);
    }
}
