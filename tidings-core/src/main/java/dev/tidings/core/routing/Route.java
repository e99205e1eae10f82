package dev.tidings.core.routing;

import dev.tidings.core.id.EndpointId;
import org.jspecify.annotations.Nullable;

/**
 * A delivery to create.
 *
 * @param endpoint the endpoint it goes to, if any
 * @param address from the intent; null when it comes from the endpoint
 * @param skipReason null when the delivery is to be sent
 */
public record Route(
        String channel,
        String recipient,
        @Nullable EndpointId endpoint,
        @Nullable String address,
        @Nullable String skipReason) {
    /** Creates a route without an endpoint. */
    public Route(String channel, String recipient, @Nullable String address, @Nullable String skipReason) {
        this(channel, recipient, null, address, skipReason);
    }
}
