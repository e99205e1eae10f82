package dev.tidings.core.node;

/**
 * A lane of a node at a glance.
 *
 * @param concurrency sends at once at most
 * @param waiting leased and waiting in memory
 * @param sending in flight
 */
public record NodeLane(String channel, int concurrency, int waiting, int sending) {}
