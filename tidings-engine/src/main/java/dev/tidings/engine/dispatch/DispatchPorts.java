package dev.tidings.engine.dispatch;

import dev.tidings.core.endpoint.EndpointDirectory;
import dev.tidings.core.store.ClaimStore;
import dev.tidings.core.store.CompleteStore;
import dev.tidings.core.store.EndpointHealthStore;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.QueryStore;
import dev.tidings.core.store.RateStore;
import dev.tidings.core.store.Store;

/**
 * The ports that the dispatcher uses. All but the directory are called on writer threads, several at a time.
 *
 * @param directory called on sending threads
 * @param health endpoint health shared by all nodes
 * @param rates rate limits of endpoints
 * @param queries used at the start and periodically, to find channels with deliveries but without a lane
 */
public record DispatchPorts(
        ClaimStore claims,
        CompleteStore completions,
        EndpointStore endpoints,
        EndpointDirectory directory,
        QueryStore queries,
        EndpointHealthStore health,
        RateStore rates) {
    /** Uses one store for all ports; endpoints are looked up in a cache. */
    public static DispatchPorts of(Store store, EndpointStore endpoints, EndpointDirectory directory) {
        return new DispatchPorts(
                store.claims(),
                store.completions(),
                endpoints,
                directory,
                store.queries(),
                store.health(),
                store.rates());
    }
}
