/**
 * Intents from a Redis stream, with the same rules and receipts as over REST. An intent that arrives both ways is accepted once.
 *
 * <p>Invariants: an entry is acknowledged after its intent is durable, or was refused permanently and quarantined; repeated
 * entries get the receipt of their first acceptance.
 */
@NullMarked
package dev.tidings.server.intake.redis;

import org.jspecify.annotations.NullMarked;
