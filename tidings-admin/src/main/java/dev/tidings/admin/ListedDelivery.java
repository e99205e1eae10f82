package dev.tidings.admin;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.engine.accept.AddressMasking;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as a list shows it.
 *
 * @param waitsFor why it is not attempted now; null if nothing delays it
 */
public record ListedDelivery(Delivery delivery, @Nullable DeliveryWait waitsFor) {
    /** The same delivery with its address masked. */
    ListedDelivery shownBy(AddressMasking addresses) {
        return new ListedDelivery(addresses.of(delivery), waitsFor);
    }
}
