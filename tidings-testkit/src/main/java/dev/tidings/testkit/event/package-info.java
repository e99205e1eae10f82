/** The contract suite of event logs: extend it, open the log on a real backend, and run it with JUnit. */
@NullMarked
package dev.tidings.testkit.event;

import org.jspecify.annotations.NullMarked;
