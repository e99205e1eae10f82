package dev.tidings.engine.accept;

import dev.tidings.core.delivery.HandOff;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.routing.Route;
import dev.tidings.core.store.NewDelivery;
import org.jspecify.annotations.Nullable;

/** Makes the deliveries of routes. */
public final class RoutedDelivery {
    private RoutedDelivery() {}

    /**
     * Returns a skipped or a pending delivery.
     *
     * @param key the ordering key of the intent
     * @param atOnce whether it is due at once; a later one gets no position in an order
     */
    public static NewDelivery of(Route route, DeliveryId id, HandOff lanes, @Nullable String key, boolean atOnce) {
        if (route.skipReason() != null) {
            return NewDelivery.skipped(id, route.channel(), route.recipient(), route.address(), route.skipReason())
                    .to(route.endpoint());
        }
        NewDelivery pending =
                NewDelivery.pending(id, route.channel(), route.recipient(), route.endpoint(), route.address());
        return atOnce ? ordered(pending, lanes, key) : pending;
    }

    /** The order per recipient of a channel includes that of a key. */
    private static NewDelivery ordered(NewDelivery pending, HandOff lanes, @Nullable String key) {
        if (lanes.keepsOrder(pending.channel())) {
            return pending.inOrder();
        }
        return key == null ? pending : pending.inOrder(key);
    }
}
