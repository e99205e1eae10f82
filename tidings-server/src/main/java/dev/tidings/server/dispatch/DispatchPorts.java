package dev.tidings.server.dispatch;

import dev.tidings.core.endpoint.EndpointDirectory;
import dev.tidings.core.store.ClaimStore;
import dev.tidings.core.store.CompleteStore;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.QueryStore;

/**
 * What the dispatcher asks of storage. All but the directory and the queries are called on the writer's thread alone.
 *
 * @param directory asked by the threads that send
 * @param queries asked once at the start, for channels that have deliveries but no longer a lane
 */
public record DispatchPorts(
        ClaimStore claims,
        CompleteStore completions,
        EndpointStore endpoints,
        EndpointDirectory directory,
        QueryStore queries) {}
