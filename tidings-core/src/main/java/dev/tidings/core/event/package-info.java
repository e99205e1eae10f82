/**
 * Pushed events: the event, its position in the log, and the log as a port.
 *
 * <p>Invariants: all events of a recipient are in one partition of the tenant's log; the events of a partition have one
 * order, that of their positions; an event's id is its delivery's id and is appended once within the window; positions of one
 * epoch are comparable, and a new epoch means that the partition was lost.
 */
@NullMarked
package dev.tidings.core.event;

import org.jspecify.annotations.NullMarked;
