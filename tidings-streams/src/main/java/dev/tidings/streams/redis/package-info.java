/**
 * Redis connections and scripts, and the consumer of Redis Streams that all uses share.
 *
 * <p>Invariants: a process has one {@code RedisConnections}, which the application creates and closes; an unavailable Redis does
 * not prevent the server from starting; commands fail immediately while disconnected, and callers decide how to wait.
 */
@NullMarked
package dev.tidings.streams.redis;

import org.jspecify.annotations.NullMarked;
