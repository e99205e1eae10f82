package dev.tidings.core.store;

import dev.tidings.core.notification.Notification;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that accepting one intent writes, in one transaction.
 *
 * @param fingerprint SHA-256 of the canonical intent
 * @param dedupe deliveries whose slot is already held are reused instead of inserted
 * @param expansion the audience whose deliveries follow later; null if there is none
 */
public record Acceptance(
        Notification notification,
        byte[] fingerprint,
        @Nullable Dedupe dedupe,
        List<NewDelivery> deliveries,
        @Nullable NewExpansion expansion) {
    public Acceptance {
        deliveries = List.copyOf(deliveries);
    }

    /** An intent whose deliveries are all known. */
    public Acceptance(
            Notification notification, byte[] fingerprint, @Nullable Dedupe dedupe, List<NewDelivery> deliveries) {
        this(notification, fingerprint, dedupe, deliveries, null);
    }

    /** Returns the same intent with deliveries that end at insert, because a later one of the same batch replaces it. */
    public Acceptance superseded() {
        return new Acceptance(
                notification,
                fingerprint,
                dedupe,
                deliveries.stream().map(NewDelivery::superseded).toList(),
                expansion);
    }

    /** Returns null when the intent has no dedupe key. */
    public @Nullable DedupeSlot slot(NewDelivery delivery) {
        return dedupe == null ? null : dedupe.slot(DedupeScope.of(notification), delivery);
    }
}
