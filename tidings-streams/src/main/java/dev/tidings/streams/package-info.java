/**
 * What every consumer of a stream shares, whichever broker the stream is of: entries are decoded and handled, and what
 * cannot be is kept in quarantine.
 *
 * <p>Invariants: an entry is passed only after what its handler did is durable, or after it stands in quarantine with its
 * raw fields. A broker or a store that is away makes the consumer wait. Nothing here knows what entries mean, and the store
 * is called on its own threads only.
 */
@NullMarked
package dev.tidings.streams;

import org.jspecify.annotations.NullMarked;
