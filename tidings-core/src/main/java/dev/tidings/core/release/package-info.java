/** Which release of Tidings this is. */
@NullMarked
package dev.tidings.core.release;

import org.jspecify.annotations.NullMarked;
