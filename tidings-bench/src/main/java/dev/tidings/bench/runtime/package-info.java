/** Compares driving runtimes with the bare commands. */
@NullMarked
package dev.tidings.bench.runtime;

import org.jspecify.annotations.NullMarked;
