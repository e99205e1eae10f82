/** Limits per second that the nodes of a cluster share. */
@NullMarked
package dev.tidings.engine.rate;

import org.jspecify.annotations.NullMarked;
