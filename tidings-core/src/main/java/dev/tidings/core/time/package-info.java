/**
 * Time as an argument: nothing below the composition root reads a clock of its own accord.
 */
@NullMarked
package dev.tidings.core.time;

import org.jspecify.annotations.NullMarked;
