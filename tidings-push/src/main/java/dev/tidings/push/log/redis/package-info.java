/**
 * The event log on Redis Streams, shared by many nodes: a stream a tenant.
 *
 * <p>Invariants: an event is appended by one script that looks for its id first; beside each stream stand its epoch and
 * the ids that it has, in the same slot of a cluster; a stream that is gone, or that has lost its end, begins a new epoch.
 * Whatever Redis does, a follower is told of it and goes on trying.
 */
@NullMarked
package dev.tidings.push.log.redis;

import org.jspecify.annotations.NullMarked;
