/**
 * Receives what Tidings pushes: every event after a cursor, in order, across whatever happens to the connection.
 *
 * <p>Invariants: a subscription ends only when it is cancelled; the handler is called by one thread at a time, in the order
 * of the stream; the cursor is that of the last message the handler has returned from, so nothing is passed over and only
 * what was being handled when a process died can come twice.
 */
@NullMarked
package dev.tidings.client.push;

import org.jspecify.annotations.NullMarked;
