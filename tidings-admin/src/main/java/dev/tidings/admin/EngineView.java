package dev.tidings.admin;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.endpoint.LocalEndpointHealth;
import dev.tidings.core.retry.RetryPolicies;
import dev.tidings.core.routing.Router;
import dev.tidings.core.store.EndpointStore;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What administration sees of the engine.
 *
 * @param router routes again what was skipped without a channel
 * @param dedupedByChannel channels on which a dedupe key is one for all producers, types and recipients
 * @param channels by name
 * @param endpoints where endpoints are changed: the store that keeps the engine's cache of them true
 * @param health what this node holds against endpoints
 * @param wake called with the channel of deliveries that an operator made due
 */
public record EngineView(
        Router router,
        Set<String> dedupedByChannel,
        Map<String, Channel> channels,
        RetryPolicies retries,
        EndpointStore endpoints,
        LocalEndpointHealth health,
        Consumer<String> wake) {
    public EngineView {
        dedupedByChannel = Set.copyOf(dedupedByChannel);
        channels = Map.copyOf(channels);
    }
}
