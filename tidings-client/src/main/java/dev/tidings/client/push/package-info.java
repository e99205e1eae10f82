/**
 * Receives the events that Tidings pushes: every event after a cursor, in order, across reconnects.
 *
 * <p>Invariants: only a cancel ends a subscription; one thread at a time calls the handler, in the order of the log;
 * the cursor is that of the last message from which the handler returned, so no event is skipped and only the one being
 * handled when a process dies can arrive again.
 */
@NullMarked
package dev.tidings.client.push;

import org.jspecify.annotations.NullMarked;
