/**
 * Intents from a Redis Stream: the same intents, rules and receipts as over REST, so that one that comes both ways is one.
 *
 * <p>Invariants: an entry is passed after its intent is durable, or refused for good and in quarantine; entries that come
 * again find the receipt of their first acceptance.
 */
@NullMarked
package dev.tidings.server.intake.redis;

import org.jspecify.annotations.NullMarked;
