package dev.tidings.core.store;

import dev.tidings.core.id.EndpointId;

/**
 * Selects the deliveries to an endpoint.
 *
 * @param orUndecided also those that name no endpoint: a skip that was replayed goes to the first endpoint of its channel that
 *     gets its type
 */
public record EndpointCriterion(EndpointId id, boolean orUndecided) {}
