package dev.tidings.core.delivery;

/**
 * Where a delivery stands among the unfinished ones to its recipient, on a channel that keeps the order of acceptance. Only
 * the first of a queue is sent; the others wait for it to end.
 *
 * @param queue the store's name for the deliveries of one channel to one recipient of a tenant
 * @param number greater for what was accepted later, on whichever node
 * @param first whether no other was before it
 */
public record QueuePlace(String queue, long number, boolean first) {}
