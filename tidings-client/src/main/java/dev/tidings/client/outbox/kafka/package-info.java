/**
 * Ships an outbox's rows to a topic of Kafka. Only who uses it needs kafka-clients.
 *
 * <p>Invariants: a row is shipped when all in-sync replicas have it; its record's key is the ordering key, so that what has to
 * stay in order stays in one partition.
 */
@NullMarked
package dev.tidings.client.outbox.kafka;

import org.jspecify.annotations.NullMarked;
