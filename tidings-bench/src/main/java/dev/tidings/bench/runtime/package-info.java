/** What driving runtimes costs beside the bare command that runs them. */
@NullMarked
package dev.tidings.bench.runtime;

import org.jspecify.annotations.NullMarked;
