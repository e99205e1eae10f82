/**
 * The event log in topics of Kafka, one a tenant, for very many gateways. A topic has one partition that counts, so that
 * there is one order; its id names the epoch, so that a topic that was made anew is another log.
 *
 * <p>Invariants: whoever reads a topic, from wherever it begins, gives an event the same position; of copies of an event
 * that two nodes append at once the first counts, for every reader; an append ends when it was read back.
 */
@NullMarked
package dev.tidings.push.log.kafka;

import org.jspecify.annotations.NullMarked;
