/**
 * This process as one among equals: it says that it lives, and hears who else does.
 *
 * <p>Invariant: nothing here decides who may do what. A node that is not heard of, or that hears nothing, goes on.
 */
@NullMarked
package dev.tidings.engine.cluster;

import org.jspecify.annotations.NullMarked;
