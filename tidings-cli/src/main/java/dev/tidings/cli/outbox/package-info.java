/**
 * Commands for a producer's outbox: how far its relays are behind, and dead rows.
 *
 * <p>Invariants: they only access the producer's database, not a Tidings server; the database password is never shown.
 */
@NullMarked
package dev.tidings.cli.outbox;

import org.jspecify.annotations.NullMarked;
