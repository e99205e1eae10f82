/** The event log of one process. A restart loses all events and starts a new epoch. */
@NullMarked
package dev.tidings.push.log.memory;

import org.jspecify.annotations.NullMarked;
