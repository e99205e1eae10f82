/**
 * Cluster membership: heartbeats of this node, and what it knows of the others.
 *
 * <p>Invariant: nothing here grants rights. A node without heartbeats, or one that sees no others, continues to work.
 */
@NullMarked
package dev.tidings.engine.cluster;

import org.jspecify.annotations.NullMarked;
