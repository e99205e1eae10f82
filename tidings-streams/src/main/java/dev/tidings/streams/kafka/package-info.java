/**
 * Kafka clients, and the consumer that all uses share. It joins a consumer group, has records decoded and handled, and
 * commits its offsets.
 *
 * <p>Invariants: an offset is committed only after all records before it were handled durably or quarantined; at most two
 * batches are in flight; while the store is unavailable the member stays in its group and reads nothing more; offsets of revoked
 * partitions are never committed. An unavailable Kafka does not prevent the server from starting.
 */
@NullMarked
package dev.tidings.streams.kafka;

import org.jspecify.annotations.NullMarked;
