/**
 * Tools for trying Tidings out: a local webhook sink and a demonstration.
 *
 * <p>Invariants: the sink listens on loopback only; the demonstration only uses the REST API, and all results are read
 * through it.
 */
@NullMarked
package dev.tidings.cli.demo;

import org.jspecify.annotations.NullMarked;
