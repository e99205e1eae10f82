package dev.tidings.server.app;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.endpoint.LocalEndpointHealth;
import dev.tidings.core.id.Ids;
import dev.tidings.core.retry.RetryPolicies;
import dev.tidings.core.routing.Router;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.Store;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.core.time.Ticker;
import dev.tidings.http.access.ApiKeys;
import dev.tidings.http.access.Authenticator;
import dev.tidings.http.access.TokenKeyRing;
import dev.tidings.http.access.rest.TokenRoutes;
import dev.tidings.jobs.RuntimeOperations;
import dev.tidings.push.gateway.stream.EventTransportSettings;
import dev.tidings.server.admin.StoreThreads;
import dev.tidings.server.intake.IntentAcceptor;
import dev.tidings.server.intake.preview.Previews;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What the edges stand on.
 *
 * @param acceptor {@code Acceptor::accept}
 * @param endpoints where endpoints are changed: the one that keeps caches of them true
 * @param router routes again what was skipped without a channel
 * @param dedupedByChannel channels on which a dedupe key is one for all producers, types and recipients
 * @param health what this node holds against endpoints
 * @param channels by name
 * @param previews what would become of an intent
 * @param pushing where events are heard
 * @param outlets how they go out
 * @param keys makes and revokes API keys
 * @param longestTokenTtl how long a token may hold
 * @param threads where the store may block
 * @param sends where channels may block, for tests of endpoints
 * @param random spreads what becomes due by hand
 * @param running says what of the server is not running; empty when all is
 * @param metrics shown at /metrics
 * @param listener told of deliveries that people end
 * @param wake told the channel of deliveries that became due by hand
 * @param runtimes what people may do with runtimes
 */
public record EdgeParts(
        IntentAcceptor acceptor,
        Store store,
        EndpointStore endpoints,
        Router router,
        Set<String> dedupedByChannel,
        LocalEndpointHealth health,
        Map<String, Channel> channels,
        Previews previews,
        RetryPolicies retries,
        Pushing pushing,
        EventTransportSettings outlets,
        Authenticator authenticator,
        TokenRoutes tokens,
        ApiKeys keys,
        TokenKeyRing tokenKeys,
        Duration longestTokenTtl,
        EdgeLimits limits,
        StoreThreads threads,
        Executor sends,
        Ids ids,
        RandomGenerator random,
        InstantSource clock,
        Ticker ticker,
        Supplier<Optional<String>> running,
        PrometheusMeterRegistry metrics,
        EngineListener listener,
        Consumer<String> wake,
        RuntimeOperations runtimes) {
    public EdgeParts {
        dedupedByChannel = Set.copyOf(dedupedByChannel);
        channels = Map.copyOf(channels);
    }
}
