/** Erases recipients, slice by slice, as a bulk run. */
@NullMarked
package dev.tidings.engine.erase;

import org.jspecify.annotations.NullMarked;
