/**
 * A real container engine for tests and benchmarks.
 *
 * <p>Invariants: it has its own storage, settings and socket, changes nothing of the machine's, and needs no registry.
 */
@NullMarked
package dev.tidings.testkit.container;

import org.jspecify.annotations.NullMarked;
