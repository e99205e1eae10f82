/**
 * Jobs: "start this image for this game", "stop it", and watching over what runs.
 *
 * <p>Invariants: an operation is in the log before the driver is called, its end is in the log before anybody is told, and
 * that somebody was told is noted after it. What asked under one name has one operation and one result, wherever the process
 * dies between these steps. Of all nodes one drives runtimes. The store is called on its own threads, drivers on the job
 * threads.
 */
@NullMarked
package dev.tidings.jobs;

import org.jspecify.annotations.NullMarked;
