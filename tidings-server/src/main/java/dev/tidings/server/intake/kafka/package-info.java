/**
 * Intents from topics of Kafka, as JSON or as CloudEvents: the same intents, rules and receipts as over REST, so that one
 * that comes both ways is one.
 *
 * <p>Invariants: a record's offset is committed after its intent is durable, or refused for good and in quarantine; records
 * that come again find the receipt of their first acceptance.
 */
@NullMarked
package dev.tidings.server.intake.kafka;

import org.jspecify.annotations.NullMarked;
