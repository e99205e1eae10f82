/**
 * Typed, prefixed, time-ordered ids. Their making is a port, because time and randomness are arguments.
 */
@NullMarked
package dev.tidings.core.id;

import org.jspecify.annotations.NullMarked;
