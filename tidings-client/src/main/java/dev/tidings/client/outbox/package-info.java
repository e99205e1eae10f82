/**
 * The transactional outbox of a producer: the producer's own transaction writes an intent as a row, and a relay ships
 * committed rows to Tidings or Kafka.
 *
 * <p>Invariants: publishing never commits, and rolled-back rows are never shipped; the idempotency key is fixed at
 * publication, so every shipment of a row is the same intent; a relay settles a row only under the lease by which it
 * claimed it; at most the earliest row of an ordering key is being shipped; relays compare only times of the database.
 */
@NullMarked
package dev.tidings.client.outbox;

import org.jspecify.annotations.NullMarked;
