package dev.tidings.core.store;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.id.DeliveryId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What operators do to deliveries. */
public interface ChangeStore {
    /**
     * Cancels what is pending or failed. Returns the delivery as it is then: canceled now or before, or in another state
     * when it was not to be canceled; empty when there is none.
     */
    Optional<Delivery> cancel(String tenant, DeliveryId id);

    /**
     * Makes ended deliveries (sent, dead, skipped) pending again with a new budget; history is kept. One without a channel
     * stays as it is ({@link #reroute}), and none is due before its notification's {@code notBefore}.
     *
     * @param spacing between one and the next, so that a large replay does not arrive at once
     * @return the ids that were replayed; the others are unknown or not in a state that allows it
     */
    List<DeliveryId> replay(String tenant, List<DeliveryId> ids, Duration spacing);

    /**
     * Makes deliveries due that wait for a retry: failed ones, and pending ones that were given back or spread over time. None
     * is due before its notification's {@code notBefore}, and one that is due sooner already stays so. Attempts and budget are
     * untouched; what is being sent or has ended stays as it is.
     *
     * @param delays by delivery, how long from now
     * @return the ids that are due sooner than before
     */
    List<DeliveryId> retryNow(String tenant, Map<DeliveryId, Duration> delays);

    /**
     * Gives deliveries that were skipped without a channel the ones that their recipients have now, in one transaction: each
     * becomes the first of its routes, pending with a new budget, and the others are inserted beside it. What has a channel
     * by then stays as it is: of two operators who do it at once, one does. Later intents that reuse the delivery by a
     * dedupe key reuse all that comes of it.
     *
     * @param spacing between what comes of one and what comes of the next
     * @return the ids that were routed again
     */
    List<DeliveryId> reroute(String tenant, List<Rerouting> batch, Duration spacing);
}
