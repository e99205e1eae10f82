/**
 * A real container engine for tests and benchmarks.
 *
 * <p>Invariants: it has a storage, settings and a socket of its own, touches nothing of the machine's, and needs no registry.
 */
@NullMarked
package dev.tidings.testkit.container;

import org.jspecify.annotations.NullMarked;
