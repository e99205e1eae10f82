/** The release of this build. */
@NullMarked
package dev.tidings.core.release;

import org.jspecify.annotations.NullMarked;
