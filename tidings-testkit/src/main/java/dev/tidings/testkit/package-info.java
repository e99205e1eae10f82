/** Contract suites, settable clock, faulty store and simulator, for Tidings itself and for those who extend it. */
@NullMarked
package dev.tidings.testkit;

import org.jspecify.annotations.NullMarked;
