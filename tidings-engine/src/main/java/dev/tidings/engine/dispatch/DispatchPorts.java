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
 * What the dispatcher asks of storage. All but the directory are called on threads that write, several at a time.
 *
 * @param directory asked by the threads that send
 * @param health what all nodes know of endpoints in trouble
 * @param rates paces of endpoints that have one
 * @param queries asked once at the start, for channels that have deliveries but no longer a lane
 */
public record DispatchPorts(
        ClaimStore claims,
        CompleteStore completions,
        EndpointStore endpoints,
        EndpointDirectory directory,
        QueryStore queries,
        EndpointHealthStore health,
        RateStore rates) {
    /** All of one store but the endpoints, which are looked up from memory. */
    public static DispatchPorts of(Store store, EndpointStore endpoints, EndpointDirectory directory) {
        return new DispatchPorts(store, store, endpoints, directory, store, store, store);
    }
}
