/**
 * Benchmarks of the README's performance claims, run by {@code script/bench}. Each claim is measured against its baseline in
 * one run with alternating rounds, and each workload has its own JVM. Not shipped; clocks are read here.
 */
@NullMarked
package dev.tidings.bench;

import org.jspecify.annotations.NullMarked;
