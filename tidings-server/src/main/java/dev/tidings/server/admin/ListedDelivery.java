package dev.tidings.server.admin;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.engine.accept.ShownAddresses;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as a list shows it.
 *
 * @param waitsFor why it is not tried now; null when nothing holds it back
 */
public record ListedDelivery(Delivery delivery, @Nullable DeliveryWait waitsFor) {
    /** The same with its address as people may see it. */
    ListedDelivery shownBy(ShownAddresses addresses) {
        return new ListedDelivery(addresses.of(delivery), waitsFor);
    }
}
