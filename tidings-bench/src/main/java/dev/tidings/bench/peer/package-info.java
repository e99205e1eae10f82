/**
 * Other JVM job systems, each in its own program, which is controlled over stdin and returns times. Each is configured as its
 * documentation recommends for throughput, or for latency where that is measured.
 */
@NullMarked
package dev.tidings.bench.peer;

import org.jspecify.annotations.NullMarked;
