package dev.tidings.core.delivery;

/**
 * The position of a delivery among its recipient's unfinished deliveries, on a channel that keeps the order of
 * acceptance. Only the first is sent; the others wait until it ends.
 *
 * @param queue identifies tenant, channel and recipient in the store
 * @param number increases with the order of acceptance across all nodes
 * @param first whether no other delivery precedes it
 */
public record QueuePosition(String queue, long number, boolean first) {}
