package dev.tidings.core.endpoint;

import dev.tidings.core.id.EndpointId;
import org.jspecify.annotations.Nullable;

/**
 * Identifies what sends of a channel go to: the unit of queues, permits, rates and circuits.
 *
 * @param target the id of an endpoint or, where there is none, the recipient or the address from the intent
 */
public record TargetKey(String tenant, String channel, String target) {
    /** Returns the target of a delivery. */
    public static TargetKey of(String tenant, String channel, @Nullable EndpointId endpoint, String recipient) {
        return new TargetKey(tenant, channel, endpoint == null ? recipient : endpoint.value());
    }
}
