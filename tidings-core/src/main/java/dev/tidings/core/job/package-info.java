/**
 * Jobs and runtimes: "run this image for this game", what runs, and the port to what runs it.
 *
 * <p>Invariants: a game of a tenant has at most one runtime, held by at most one operation at a time; what one source asked for
 * under one name is one operation; {@link dev.tidings.core.job.JobCode} is the wire's, frozen.
 */
@NullMarked
package dev.tidings.core.job;

import org.jspecify.annotations.NullMarked;
