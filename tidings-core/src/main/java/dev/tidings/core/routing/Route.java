package dev.tidings.core.routing;

import org.jspecify.annotations.Nullable;

/**
 * A delivery to create.
 *
 * @param address from the intent; null when it comes from the endpoint
 * @param skipReason null when the delivery is to be sent
 */
public record Route(
        String channel,
        String recipient,
        @Nullable String address,
        @Nullable String skipReason) {}
