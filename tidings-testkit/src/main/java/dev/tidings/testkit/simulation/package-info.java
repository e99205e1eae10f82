/**
 * Runs the real engine in a simulated world: one thread at a time, all randomness from one seed, and time that
 * passes only when no task is due. A seed always reproduces the same run.
 *
 * <p>{@link dev.tidings.testkit.simulation.World} schedules, {@link dev.tidings.testkit.simulation.FaultyStore}
 * injects faults, and {@link dev.tidings.testkit.simulation.Ledger} models every delivery independently and reports
 * violations of the rules.
 */
@NullMarked
package dev.tidings.testkit.simulation;

import org.jspecify.annotations.NullMarked;
