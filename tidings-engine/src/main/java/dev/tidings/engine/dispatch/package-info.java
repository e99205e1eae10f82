/**
 * Drives every delivery to its end: a lane a channel, a virtual thread a send, one completion a lease.
 *
 * <p>Invariants: a lane never has more than its concurrency in flight and never leases more than it has places for; a
 * delivery that was leased ends in exactly one completion or its lease lapses; nothing a channel does stops a lane; the
 * threads that write never wait for a send and a send never waits for a commit.
 */
@NullMarked
package dev.tidings.engine.dispatch;

import org.jspecify.annotations.NullMarked;
