/**
 * The contract suite of event logs: extend it, open the log over something real, and run it with JUnit.
 */
@NullMarked
package dev.tidings.testkit.event;

import org.jspecify.annotations.NullMarked;
