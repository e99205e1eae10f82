/**
 * What a person reads in channels that show a few lines of text.
 *
 * <p>Invariant: text that a producer wrote is shortened or replaced by these rules and never by a channel's own.
 */
@NullMarked
package dev.tidings.channels.text;

import org.jspecify.annotations.NullMarked;
