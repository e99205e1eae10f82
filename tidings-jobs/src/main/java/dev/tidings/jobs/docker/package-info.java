/**
 * Runtimes as containers, through a container engine with Docker's API: Docker or Podman.
 *
 * <p>Invariants: a container is identified by its labels, never by its name alone, and other containers are never touched;
 * a game has one container, whose name is derived from the game; the container engine's list decides what has exited, and its events
 * only trigger a look at the list.
 */
@NullMarked
package dev.tidings.jobs.docker;

import org.jspecify.annotations.NullMarked;
