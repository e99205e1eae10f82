/**
 * Redis: this process's connections and scripts, and the one consumer of Redis Streams, for every use.
 *
 * <p>Invariants: a process has one {@code RedisNode}, which the application makes and closes; a Redis that is away keeps
 * nobody from starting; what cannot be sent now fails now, and the caller decides how to wait.
 */
@NullMarked
package dev.tidings.streams.redis;

import org.jspecify.annotations.NullMarked;
