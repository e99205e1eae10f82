/** Workloads of the engine and its store within one JVM, without a server. */
@NullMarked
package dev.tidings.bench.engine;

import org.jspecify.annotations.NullMarked;
