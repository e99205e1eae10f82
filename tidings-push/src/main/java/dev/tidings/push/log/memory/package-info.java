/**
 * The event log of one process: nothing of it survives a restart, which a fresh epoch says.
 */
@NullMarked
package dev.tidings.push.log.memory;

import org.jspecify.annotations.NullMarked;
