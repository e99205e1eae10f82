package dev.tidings.core.store;

import dev.tidings.core.id.DeliveryId;
import java.util.List;
import java.util.Set;

/** Stores the deliveries that endpoints missed. */
public interface MissedDeliveryStore {
    /**
     * Makes missed deliveries pending, in one transaction, each due after the one before it. A skip is changed only while it is
     * skipped, and a delivery is inserted only if there is none with its id: so a repetition changes nothing. Deliveries whose
     * dedupe slot another notification holds are not inserted; the inserted ones hold theirs.
     *
     * @param dedupedByChannel as in {@link Dedupe#byChannel}
     * @return the ids of the deliveries that were changed or inserted
     */
    List<DeliveryId> send(String tenant, List<MissedDelivery> missed, Set<String> dedupedByChannel);
}
