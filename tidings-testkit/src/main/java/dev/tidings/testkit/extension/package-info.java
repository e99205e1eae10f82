/**
 * JUnit extensions: evidence of failures, and packages that a test needs.
 *
 * <p>Invariant: a test that is aborted or disabled stays skipped. Nothing here turns a skip into a failure, and {@code
 * TestRulesTest} of the server holds every other test to that.
 */
@NullMarked
package dev.tidings.testkit.extension;

import org.jspecify.annotations.NullMarked;
