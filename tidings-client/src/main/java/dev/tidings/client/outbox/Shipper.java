package dev.tidings.client.outbox;

import java.util.List;

/** Ships rows to a destination. Thread-safe. */
@FunctionalInterface
public interface Shipper {
    /**
     * Ships rows independently and in any order: there is at most one per ordering key. Must return soon after an
     * interrupt, and before the relay's lease expires; after that, another relay may ship the rows too.
     *
     * @return one shipment per row, in their order
     */
    List<Shipment> ship(List<OutboxRow> rows);
}
