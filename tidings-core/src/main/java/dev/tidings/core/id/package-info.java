/** Typed, prefixed, time-ordered ids. Generation is a port, because time and randomness are arguments. */
@NullMarked
package dev.tidings.core.id;

import org.jspecify.annotations.NullMarked;
