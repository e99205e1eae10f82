/** Contract suites, a settable clock, a faulty store and a simulator, for Tidings and its extensions. */
@NullMarked
package dev.tidings.testkit;

import org.jspecify.annotations.NullMarked;
