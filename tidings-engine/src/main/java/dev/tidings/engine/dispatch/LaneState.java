package dev.tidings.engine.dispatch;

/**
 * A snapshot of a lane.
 *
 * @param concurrency maximum sends in flight
 * @param waiting leased and queued in memory
 * @param sending in flight
 * @param held all permits in use: reserved, waiting, sending, and waiting for the commit of their completion
 * @param running false once the lane has stopped
 */
public record LaneState(String channel, int concurrency, int waiting, int sending, int held, boolean running) {}
