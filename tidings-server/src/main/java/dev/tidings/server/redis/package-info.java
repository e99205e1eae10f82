/**
 * This process at a Redis: one connection that all share, further ones to wait on, and scripts.
 *
 * <p>Invariants: a process has one node, which {@code app} makes and closes; a Redis that is away keeps nobody from
 * starting; what cannot be sent now fails now, and whoever asked decides how to wait.
 */
@NullMarked
package dev.tidings.server.redis;

import org.jspecify.annotations.NullMarked;
