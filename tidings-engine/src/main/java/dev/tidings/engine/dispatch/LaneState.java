package dev.tidings.engine.dispatch;

/**
 * A lane at a glance.
 *
 * @param concurrency sends at once at most
 * @param waiting leased and waiting in memory for their turn
 * @param sending in flight
 * @param held all places taken: reserved, waiting, sending, and waiting for the commit of their end
 * @param running false once the lane stopped
 */
public record LaneState(String channel, int concurrency, int waiting, int sending, int held, boolean running) {}
