/**
 * Ships an outbox's rows to a Kafka topic. Requires kafka-clients.
 *
 * <p>Invariants: a row is shipped when all in-sync replicas have it; the record's key is the ordering key, so ordered
 * rows stay in one partition.
 */
@NullMarked
package dev.tidings.client.outbox.kafka;

import org.jspecify.annotations.NullMarked;
