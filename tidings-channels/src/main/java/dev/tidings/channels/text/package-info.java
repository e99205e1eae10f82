/**
 * Text that people read, for channels that show a few lines.
 *
 * <p>Invariant: only these rules shorten or replace a producer's text, never a channel.
 */
@NullMarked
package dev.tidings.channels.text;

import org.jspecify.annotations.NullMarked;
