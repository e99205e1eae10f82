/**
 * The transactional outbox of a producer: an intent is a row that the producer's own transaction writes, and a relay ships
 * rows that were committed, to Tidings or to Kafka.
 *
 * <p>Invariants: publishing never commits, and what is rolled back was never there; an intent's idempotency key is fixed when
 * it is published, so that whatever is shipped again is the same intent; a relay ends a row only under the lease by which it
 * claimed it; of an ordering key at most the earliest row is under way; times that relays compare are the database's.
 */
@NullMarked
package dev.tidings.client.outbox;

import org.jspecify.annotations.NullMarked;
