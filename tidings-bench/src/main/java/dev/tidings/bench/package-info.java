/**
 * Measures the claims that the README makes about speed. {@code script/bench} runs it. Every claim has both of its sides in
 * one run, in alternating rounds, and each workload has a JVM of its own. Not shipped; clocks are read here.
 */
@NullMarked
package dev.tidings.bench;

import org.jspecify.annotations.NullMarked;
