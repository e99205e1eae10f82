package dev.tidings.testkit.simulation;

import dev.tidings.core.delivery.ConcurrencyKey;
import dev.tidings.core.id.DeliveryId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The deliveries of each concurrency key that are being sent: leased, and neither completed nor taken over. */
final class ConcurrencyLedger {
    private final Map<ConcurrencyKey, Set<DeliveryId>> sending = new HashMap<>();

    /**
     * Records that a delivery is leased, also when its lease lapsed before; returns what is wrong with it, empty if nothing.
     *
     * @param limit how many of its key may be sent at the same time
     */
    String began(DeliveryId id, ConcurrencyKey key, int limit) {
        Set<DeliveryId> ofKey = sending.computeIfAbsent(key, _ -> new HashSet<>());
        ofKey.add(id);
        return ofKey.size() > limit ? ofKey + " are sent at the same time, of " + limit + " with " + key : "";
    }

    /** Records that a delivery is not sent any more. */
    void ended(DeliveryId id) {
        sending.values().forEach(ofKey -> ofKey.remove(id));
    }
}
