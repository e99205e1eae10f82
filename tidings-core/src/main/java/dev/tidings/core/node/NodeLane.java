package dev.tidings.core.node;

/**
 * A snapshot of one lane of a node.
 *
 * @param concurrency maximum concurrent sends
 * @param waiting leased and queued in memory
 * @param sending in flight
 */
public record NodeLane(String channel, int concurrency, int waiting, int sending) {}
