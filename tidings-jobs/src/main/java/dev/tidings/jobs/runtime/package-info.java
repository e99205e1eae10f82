/**
 * Jobs and runtimes, and the port of the drivers that run them.
 *
 * <p>Invariants: a game of a tenant has at most one runtime, which at most one operation holds at a time; one request
 * of one source is one operation; {@link dev.tidings.jobs.runtime.JobCode} is part of the wire contract.
 */
@NullMarked
package dev.tidings.jobs.runtime;

import org.jspecify.annotations.NullMarked;
