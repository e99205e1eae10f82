package dev.tidings.engine.accept;

import dev.tidings.core.delivery.DeliveryOrder;
import dev.tidings.core.delivery.HandOff;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.routing.Route;
import dev.tidings.core.store.NewDelivery;

/** Makes the deliveries of routes. */
public final class RoutedDelivery {
    private RoutedDelivery() {}

    /**
     * Returns a skipped or a pending delivery.
     *
     * @param keys the keys of the intent
     * @param atOnce whether it is due at once; a later one gets no position in an order
     */
    public static NewDelivery of(Route route, DeliveryId id, HandOff lanes, IntentKeys keys, boolean atOnce) {
        if (route.skipReason() != null) {
            return NewDelivery.skipped(id, route.channel(), route.recipient(), route.address(), route.skipReason())
                    .to(route.endpoint());
        }
        NewDelivery pending =
                NewDelivery.pending(id, route.channel(), route.recipient(), route.endpoint(), route.address());
        return atOnce ? ordered(pending, lanes, keys) : pending;
    }

    /** The order per recipient of a channel includes that of a key. */
    private static NewDelivery ordered(NewDelivery pending, HandOff lanes, IntentKeys keys) {
        if (lanes.keepsOrder(pending.channel())) {
            return pending.inOrder();
        }
        String key = keys.ordering();
        return key == null ? pending : pending.inOrder(new DeliveryOrder(key, keys.halts()));
    }
}
