package dev.tidings.core.delivery;

import org.jspecify.annotations.Nullable;

/**
 * Which earlier deliveries to the same target a delivery waits for.
 *
 * @param key those with this ordering key; null for all to the recipient, on a channel that preserves order
 * @param halts whether later ones wait for an operator when it is dead
 */
public record DeliveryOrder(@Nullable String key, boolean halts) {
    public static final DeliveryOrder OF_RECIPIENT = new DeliveryOrder(null, false);
}
