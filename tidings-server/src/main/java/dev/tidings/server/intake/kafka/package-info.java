/**
 * Intents from Kafka topics, as JSON or CloudEvents, with the same rules and receipts as over REST. An intent that arrives
 * both ways is accepted once.
 *
 * <p>Invariants: a record's offset is committed after its intent is durable, or was refused permanently and quarantined;
 * repeated records get the receipt of their first acceptance.
 */
@NullMarked
package dev.tidings.server.intake.kafka;

import org.jspecify.annotations.NullMarked;
