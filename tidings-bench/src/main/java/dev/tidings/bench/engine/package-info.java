/** Workloads on the engine and its store inside one JVM, without a server. */
@NullMarked
package dev.tidings.bench.engine;

import org.jspecify.annotations.NullMarked;
