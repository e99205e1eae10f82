/**
 * Chaos tests: real server processes on one real database are killed, restarted and disconnected while producers submit and
 * a sink fails. {@code script/chaos} runs it long, a test runs it short.
 *
 * <p>Invariants: all choices come from one seed, which is printed; the run waits for conditions, never for fixed times;
 * violations are listed, not thrown.
 */
@NullMarked
package dev.tidings.bench.chaos;

import org.jspecify.annotations.NullMarked;
