/**
 * Commands for the outbox of a producer: how far its relays are behind, and dead rows.
 *
 * <p>Invariants: they speak with the producer's database and with no server of Tidings; the database's password is nowhere
 * shown.
 */
@NullMarked
package dev.tidings.cli.outbox;

import org.jspecify.annotations.NullMarked;
