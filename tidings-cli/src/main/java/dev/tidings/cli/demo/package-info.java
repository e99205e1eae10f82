/**
 * Tools for trying things out: a webhook sink on this machine and a demonstration of the whole.
 *
 * <p>Invariants: the sink listens on loopback only; the demonstration does nothing that a user of the REST API could not
 * do, and everything it says about results was read back through that API.
 */
@NullMarked
package dev.tidings.cli.demo;

import org.jspecify.annotations.NullMarked;
