/**
 * Events that are pushed: what one is, where it stands in the log, and the log as a port.
 *
 * <p>Invariants: events of a tenant have one order, that of their positions; an event's id is its delivery's, and within
 * the window an id is appended once; positions of one epoch are comparable, and another epoch means that the log was lost.
 */
@NullMarked
package dev.tidings.core.event;

import org.jspecify.annotations.NullMarked;
