/**
 * Common to all runtime drivers: image references, the catalogue, free ports, readiness checks, and one operation per game
 * at a time.
 *
 * <p>Invariants: every wait is bounded and ends when its start is cancelled; nothing here depends on how a runtime is
 * run.
 */
@NullMarked
package dev.tidings.jobs.driver;

import org.jspecify.annotations.NullMarked;
