package dev.tidings.core.endpoint;

import dev.tidings.core.id.EndpointId;
import org.jspecify.annotations.Nullable;

/**
 * Identifies what sends of a channel go to: the unit of queues, permits, rates and circuits. A provider, which has a
 * circuit only, is a target too.
 *
 * @param tenant empty for a provider, which all tenants share
 * @param target the id of an endpoint or, where there is none, the recipient or the address from the intent; the name of
 * a provider
 */
public record TargetKey(String tenant, String channel, String target) {
    private static final String ALL_TENANTS = "";

    /** Returns the key of a provider of a channel. */
    public static TargetKey ofProvider(String channel, String provider) {
        return new TargetKey(ALL_TENANTS, channel, provider);
    }

    public boolean isProvider() {
        return tenant.equals(ALL_TENANTS);
    }

    /** Returns the target of a delivery. */
    public static TargetKey of(String tenant, String channel, @Nullable EndpointId endpoint, String recipient) {
        return new TargetKey(tenant, channel, endpoint == null ? recipient : endpoint.value());
    }
}
