/**
 * What all drivers of runtimes share: reading image references, the catalogue, free ports, asking an engine whether it is
 * ready, and one turn at a time for each game.
 *
 * <p>Invariants: every wait has a bound and ends at once when its start is called off; nothing here knows how an engine
 * is run.
 */
@NullMarked
package dev.tidings.jobs.engine;

import org.jspecify.annotations.NullMarked;
