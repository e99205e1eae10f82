/**
 * The event log on Kafka topics, one topic per tenant, for clusters with many gateways. A recipient's events are in one partition
 * of the topic. The epoch is derived from the topic's id, so a recreated topic is a new log.
 *
 * <p>Invariants: all readers of a partition give an event the same position, wherever they start; if two nodes append the same
 * event at once, the first copy counts for every reader; an append completes when its event was read back.
 */
@NullMarked
package dev.tidings.push.log.kafka;

import org.jspecify.annotations.NullMarked;
