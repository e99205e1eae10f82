package dev.tidings.core.store;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.id.DeliveryId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What operators do to deliveries. */
public interface ChangeStore {
    /**
     * Cancels what is pending or failed. Returns the delivery as it is then: canceled now or before, or in another state
     * when it was not to be canceled; empty when there is none.
     */
    Optional<Delivery> cancel(String tenant, DeliveryId id);

    /**
     * Makes ended deliveries (sent, dead, skipped) pending again with a new budget; history is kept.
     *
     * @param spacing between one and the next, so that a large replay does not arrive at once
     * @return the ids that were replayed; the others are unknown or not in a state that allows it
     */
    List<DeliveryId> replay(String tenant, List<DeliveryId> ids, Duration spacing);
}
