package dev.tidings.engine.dispatch;

import dev.tidings.core.endpoint.EndpointDirectory;
import dev.tidings.core.store.ClaimStore;
import dev.tidings.core.store.CompleteStore;
import dev.tidings.core.store.EndpointHealthStore;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.QueryStore;
import dev.tidings.core.store.RateStore;
import dev.tidings.core.store.Store;
import dev.tidings.core.tenant.TenantSuspensions;

/**
 * The ports that the dispatcher uses. All but the directory and the suspensions are called on writer threads, several at a
 * time.
 *
 * @param queries used at the start and periodically, to find channels with deliveries but without a lane
 * @param suspensions called on sending threads
 */
public record DispatchPorts(
        ClaimStore claims,
        CompleteStore completions,
        Endpoints endpoints,
        QueryStore queries,
        TenantSuspensions suspensions) {
    /**
     * The ports about endpoints.
     *
     * @param directory called on sending threads
     * @param health endpoint health shared by all nodes
     * @param rates rate limits of endpoints
     */
    public record Endpoints(
            EndpointStore store, EndpointDirectory directory, EndpointHealthStore health, RateStore rates) {}

    /** The same ports, with the suspensions of tenants. */
    public DispatchPorts with(TenantSuspensions other) {
        return new DispatchPorts(claims, completions, endpoints, queries, other);
    }

    /** Uses one store for all ports; endpoints are looked up in a cache, and no tenant is suspended. */
    public static DispatchPorts of(Store store, EndpointStore endpoints, EndpointDirectory directory) {
        return new DispatchPorts(
                store.claims(),
                store.completions(),
                new Endpoints(endpoints, directory, store.health(), store.rates()),
                store.queries(),
                TenantSuspensions.NONE);
    }
}
