package dev.tidings.client.outbox;

import java.util.List;

/** Where a relay takes rows. For many threads. */
@FunctionalInterface
public interface Shipper {
    /**
     * Ships rows, each for itself and in any order: of an ordering key there is one at most. A thread that is interrupted
     * returns soon. It is to end within the relay's lease; later than that, others may have shipped the rows too.
     *
     * @return a shipment for each, in their order
     */
    List<Shipment> ship(List<OutboxRow> rows);
}
