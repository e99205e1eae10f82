package dev.tidings.core.store;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.id.DeliveryId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Operator actions on deliveries. */
public interface ChangeStore {
    /**
     * Cancels a pending or failed delivery. Returns its new state: canceled now or before, or the status that did not
     * allow it; empty when it does not exist.
     */
    Optional<Delivery> cancel(String tenant, DeliveryId id);

    /**
     * Cancels those of these deliveries that are pending or failed, in one transaction.
     *
     * @return the ids that were canceled now; the others are unknown or in a status that does not allow it
     */
    List<DeliveryId> cancelAll(String tenant, List<DeliveryId> ids);

    /**
     * Ends those of these deliveries that are pending or failed as dead, with the reason {@code expired}, in one transaction. They
     * hold up no later delivery of an ordering key, and can be replayed.
     *
     * @return the ids that expired now; the others are unknown or in a status that does not allow it
     */
    List<DeliveryId> expireAll(String tenant, List<DeliveryId> ids);

    /**
     * Makes ended deliveries (sent, dead, skipped) pending again with a new budget; history is kept. They are in no queue,
     * except dead ones that still hold their position because their ordering key halts. Deliveries without
     * a channel are not changed (see {@link #reroute}), and none is due before its notification's {@code notBefore}.
     *
     * @param spacing between two deliveries, so that a large replay is spread over time
     * @return the replayed ids; the others are unknown or in a status that does not allow it
     */
    List<DeliveryId> replay(String tenant, List<DeliveryId> ids, Duration spacing);

    /**
     * Ends the wait for a dead delivery whose ordering key halts: the next one becomes due. The delivery stays dead and
     * loses its position. Returns false if no delivery waits for it: it is unknown, not dead, or holds no position.
     */
    boolean release(String tenant, DeliveryId id);

    /**
     * Makes waiting deliveries due sooner: failed ones, and pending ones that were released or spread over time. None
     * is due before its notification's {@code notBefore}; none is moved to a later time. Attempts and budget do not
     * change; deliveries that are sending or have ended are not changed.
     *
     * @param delays time from now, by delivery
     * @return the ids that are due sooner than before
     */
    List<DeliveryId> retryNow(String tenant, Map<DeliveryId, Duration> delays);

    /**
     * Routes deliveries that were skipped without an endpoint or an address again, by their recipients' current endpoints, in one
     * transaction: each becomes the first of its routes, pending with a new budget; the others are inserted. Deliveries
     * that meanwhile have one are not changed, so that of two concurrent operators only one succeeds. Later
     * intents that reuse the delivery by a dedupe key reuse all resulting deliveries.
     *
     * @param spacing between the deliveries of one item and those of the next
     * @return the ids that were routed again
     */
    List<DeliveryId> reroute(String tenant, List<Rerouting> batch, Duration spacing);
}
