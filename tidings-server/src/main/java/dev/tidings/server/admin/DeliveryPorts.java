package dev.tidings.server.admin;

import dev.tidings.core.store.ChangeStore;
import dev.tidings.core.store.PushStore;
import dev.tidings.core.store.QueryStore;
import dev.tidings.core.store.Store;

/**
 * What operators ask of storage about deliveries.
 *
 * @param queries reads deliveries and their attempts
 * @param pushes says what clients acknowledged
 * @param changes cancels, replays and makes due
 */
public record DeliveryPorts(QueryStore queries, PushStore pushes, ChangeStore changes) {
    public static DeliveryPorts of(Store store) {
        return new DeliveryPorts(store, store, store);
    }
}
