/**
 * The promise against the worst: real server processes on one real database, killed, restarted and cut off while producers
 * send and a sink fails. {@code script/chaos} runs it long, a test runs it short.
 *
 * <p>Invariants: all choices come from one seed, which is printed; the run ends on signals, never on a time that was hoped
 * to suffice; what it finds wrong is listed, not thrown.
 */
@NullMarked
package dev.tidings.bench.chaos;

import org.jspecify.annotations.NullMarked;
