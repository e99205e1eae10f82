/**
 * The event log on Redis Streams, shared by many nodes, with one stream per partition of a tenant's log.
 *
 * <p>Invariants: a script looks for an event's id before it appends the event; each stream's epoch and event ids are stored
 * beside it, in the same hash slot; a stream that was deleted or lost its end starts a new epoch. Followers are notified of
 * outages and resume by themselves.
 */
@NullMarked
package dev.tidings.push.log.redis;

import org.jspecify.annotations.NullMarked;
