/**
 * What the channels share: reading their sections of the configuration.
 *
 * <p>Invariant: a channel is independent of every other channel.
 */
@NullMarked
package dev.tidings.channels;

import org.jspecify.annotations.NullMarked;
