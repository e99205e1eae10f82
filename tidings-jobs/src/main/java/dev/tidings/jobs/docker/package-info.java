/**
 * Runtimes as containers of an engine that speaks Docker's interface: Docker itself, or Podman.
 *
 * <p>Invariants: a container is ours only by its labels, never by its name alone, and what is not ours is never touched;
 * a game has one container, whose name follows from the game; the truth about exits is in the engine's list, and its events
 * only say when to look.
 */
@NullMarked
package dev.tidings.jobs.docker;

import org.jspecify.annotations.NullMarked;
