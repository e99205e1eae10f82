/**
 * Other job systems for the JVM, each as a program of its own that is told over stdin what to do and answers with times.
 * Each is set as its own documentation recommends for throughput, or for latency where that is asked.
 */
@NullMarked
package dev.tidings.bench.peer;

import org.jspecify.annotations.NullMarked;
