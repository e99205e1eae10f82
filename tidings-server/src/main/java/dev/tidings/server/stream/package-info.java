/**
 * The one consumer of Redis Streams, for every use: it reads, has entries decoded and handled, and remembers how far it
 * came.
 *
 * <p>Invariants: an entry is passed only after what its handler did is durable, or after it stands in quarantine with its
 * raw fields; nothing else makes the consumer pass one. A Redis or a store that is away makes it wait. Nothing here knows
 * what entries mean, and the store is called on its own threads only.
 */
@NullMarked
package dev.tidings.server.stream;

import org.jspecify.annotations.NullMarked;
