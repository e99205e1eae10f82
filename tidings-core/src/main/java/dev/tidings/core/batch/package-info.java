/** Group commit: items that arrive during a commit share the next one. */
@NullMarked
package dev.tidings.core.batch;

import org.jspecify.annotations.NullMarked;
