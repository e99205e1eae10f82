/** How secrets are kept out of what is shown: the one place that decides what of a value may be seen. */
@NullMarked
package dev.tidings.core.secret;

import org.jspecify.annotations.NullMarked;
