/**
 * The processes that share one store. There is no leader among them and nothing of a lease depends on a node's name: what
 * stands here is for people, and for dividing what is shared.
 */
@NullMarked
package dev.tidings.core.node;

import org.jspecify.annotations.NullMarked;
