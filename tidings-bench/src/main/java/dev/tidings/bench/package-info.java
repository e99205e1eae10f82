/** Load drivers and benchmarks; not shipped. */
@NullMarked
package dev.tidings.bench;

import org.jspecify.annotations.NullMarked;
