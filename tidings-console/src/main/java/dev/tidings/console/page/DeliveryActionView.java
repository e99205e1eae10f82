package dev.tidings.console.page;

import dev.tidings.console.api.DeliveryShown;
import org.jspecify.annotations.Nullable;

/**
 * What an action will do.
 *
 * @param allowed whether the state of the delivery allows it
 * @param curl does the same over the API
 * @param problem why the API refused it; null before it was tried
 */
public record DeliveryActionView(
        DeliveryAction action,
        DeliveryShown delivery,
        boolean allowed,
        String curl,
        @Nullable String problem) {}
