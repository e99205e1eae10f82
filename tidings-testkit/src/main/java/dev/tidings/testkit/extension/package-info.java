/**
 * JUnit extensions: evidence of failures, and packages that a test needs.
 *
 * <p>Invariant: an aborted or disabled test stays skipped. No extension turns a skip into a failure, and {@code
 * TestRulesTest} of the server enforces this for all tests.
 */
@NullMarked
package dev.tidings.testkit.extension;

import org.jspecify.annotations.NullMarked;
