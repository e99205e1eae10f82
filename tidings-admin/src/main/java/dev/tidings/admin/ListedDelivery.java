package dev.tidings.admin;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.engine.accept.AddressMasking;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as a list shows it.
 *
 * @param waiting what it waits for; null if it is being sent or has ended
 */
public record ListedDelivery(Delivery delivery, @Nullable Waiting waiting) {
    /** The same delivery with its address masked. */
    ListedDelivery shownBy(AddressMasking addresses) {
        return new ListedDelivery(addresses.of(delivery), waiting);
    }
}
