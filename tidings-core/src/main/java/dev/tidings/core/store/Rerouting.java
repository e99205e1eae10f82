package dev.tidings.core.store;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import java.util.List;
import java.util.Set;

/**
 * The new routes of a delivery that was skipped for lack of an endpoint.
 *
 * @param deliveries the first replaces the skipped delivery: it has its id and is pending. The others are new, pending
 * or skipped. Deliveries whose dedupe slot is held are not created; the skipped delivery becomes the first pending one
 * whose slot is free
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

    /** Creates a rerouting with dedupe slots per recipient on every channel. */
    public Rerouting(List<NewDelivery> deliveries) {
        this(deliveries, Set.of());
    }

    /** Returns the id of the skipped delivery. */
    public DeliveryId id() {
        return deliveries.getFirst().id();
    }
}
