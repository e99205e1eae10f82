package dev.tidings.core.store;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import java.util.List;
import java.util.Set;

/**
 * What becomes of a delivery that was skipped without a channel, now that its recipient has endpoints.
 *
 * @param deliveries the first is what the delivery itself becomes: it has its id and is pending. The others are new, pending
 *     or skipped. Those whose place under the dedupe key of their intent is held are not made; the delivery becomes the first
 *     pending one whose place is free
 * @param dedupedByChannel as in {@link Dedupe#byChannel}
 */
public record Rerouting(List<NewDelivery> deliveries, Set<String> dedupedByChannel) {
    public Rerouting {
        deliveries = List.copyOf(deliveries);
        dedupedByChannel = Set.copyOf(dedupedByChannel);
        if (deliveries.isEmpty() || deliveries.getFirst().status() != DeliveryStatus.PENDING) {
            throw new IllegalArgumentException("expected a pending delivery first, got " + deliveries);
        }
    }

    /** Dedupe keys are of each recipient, on every channel. */
    public Rerouting(List<NewDelivery> deliveries) {
        this(deliveries, Set.of());
    }

    /** The delivery that was skipped. */
    public DeliveryId id() {
        return deliveries.getFirst().id();
    }
}
