package dev.tidings.core.store;

import dev.tidings.core.id.DeliveryId;

/**
 * The first delivery of a queue.
 *
 * @param dead whether it is dead and holds up the others until an operator decides
 */
public record QueueHead(DeliveryId id, boolean dead) {}
