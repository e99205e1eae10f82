/**
 * Runs the real engine in a simulated world: one thread at a time, one seed for all chance, time that passes only when
 * nothing is left to do. What goes wrong under a seed goes wrong under it again.
 *
 * <p>{@link dev.tidings.testkit.simulation.World} schedules, {@link dev.tidings.testkit.simulation.FaultyStore} breaks,
 * {@link dev.tidings.testkit.simulation.Ledger} keeps its own account of every delivery at the store's door and objects to
 * whatever breaks the rules.
 */
@NullMarked
package dev.tidings.testkit.simulation;

import org.jspecify.annotations.NullMarked;
