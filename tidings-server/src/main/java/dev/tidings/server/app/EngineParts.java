package dev.tidings.server.app;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.retry.RetryPolicies;
import dev.tidings.store.jdbc.cache.CachedEndpoints;
import dev.tidings.tenants.CachedTenants;
import java.util.Map;

/**
 * What acceptance and dispatching have in common on a node.
 *
 * @param channels all channels, started
 * @param endpoints the cache of endpoints, which a change on this node keeps true
 * @param tenants whose deliveries are held, their weights and quotas
 */
record EngineParts(
        Map<String, Channel> channels, CachedEndpoints endpoints, RetryPolicies retries, CachedTenants tenants) {
    EngineParts {
        channels = Map.copyOf(channels);
    }

    static EngineParts of(ServerEnvironment environment, Map<String, Channel> channels, CachedTenants tenants) {
        return new EngineParts(
                channels,
                new CachedEndpoints(
                        environment.store().endpoints(),
                        environment.clocks().ticker(),
                        environment.threads().reads()),
                new ConfiguredRetries(environment.configuration(), channels),
                tenants);
    }
}
