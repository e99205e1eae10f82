/**
 * How a program reaches a Tidings server: over what connection, and how long it waits before it tries again. What it then
 * does there is in {@link dev.tidings.client.submit} and {@link dev.tidings.client.push}.
 *
 * <p>Invariants: secrets given here are in no text that anything here makes; clocks and chance are read only within this
 * module, which stands at the edge.
 */
@NullMarked
package dev.tidings.client;

import org.jspecify.annotations.NullMarked;
