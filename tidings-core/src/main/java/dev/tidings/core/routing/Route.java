package dev.tidings.core.routing;

import org.jspecify.annotations.Nullable;

/**
 * One delivery to be.
 *
 * @param address given outright, null when the endpoint says it
 * @param skipReason why there is no sense in trying; null when there is
 */
public record Route(
        String channel,
        String recipient,
        @Nullable String address,
        @Nullable String skipReason) {}
