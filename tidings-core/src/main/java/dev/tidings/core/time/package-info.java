/** Time as an argument: only the composition root reads clocks. */
@NullMarked
package dev.tidings.core.time;

import org.jspecify.annotations.NullMarked;
