package dev.tidings.jobs;

import java.time.Duration;

/**
 * This node among those that may drive runtimes.
 *
 * @param name as it is shown of runtimes
 * @param holder the name under which it holds the lease: the same after a restart, and no other node's
 * @param takeover how long after the death of the node that drives another one begins
 */
public record JobNode(String name, String holder, Duration takeover) {}
