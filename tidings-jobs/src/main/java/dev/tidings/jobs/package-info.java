/**
 * Jobs: start an image for a game, stop it, and monitor what runs.
 *
 * <p>Invariants: an operation is logged before the driver is called; its result is logged before it is published; that it was
 * published is recorded afterwards. A request has one operation and one result, wherever the process dies in between. One
 * node at a time drives runtimes. The store is called on its own threads, drivers on the job threads.
 */
@NullMarked
package dev.tidings.jobs;

import org.jspecify.annotations.NullMarked;
