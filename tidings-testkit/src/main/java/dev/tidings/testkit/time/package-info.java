/** Time that tests set. */
@NullMarked
package dev.tidings.testkit.time;

import org.jspecify.annotations.NullMarked;
