package dev.tidings.core.store;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import java.util.List;

/**
 * What becomes of a delivery that was skipped without a channel, now that its recipient has endpoints.
 *
 * @param deliveries the first is what the delivery itself becomes: it has its id and is pending. The others are new, pending
 *     or skipped
 */
public record Rerouting(List<NewDelivery> deliveries) {
    public Rerouting {
        deliveries = List.copyOf(deliveries);
        if (deliveries.isEmpty() || deliveries.getFirst().status() != DeliveryStatus.PENDING) {
            throw new IllegalArgumentException("expected a pending delivery first, got " + deliveries);
        }
    }

    /** The delivery that was skipped. */
    public DeliveryId id() {
        return deliveries.getFirst().id();
    }

    /** Deliveries of the recipient's other endpoints. */
    public List<NewDelivery> others() {
        return deliveries.subList(1, deliveries.size());
    }
}
