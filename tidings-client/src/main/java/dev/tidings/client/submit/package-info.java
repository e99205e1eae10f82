/**
 * Submits intents and retries until they are known to be accepted or refused.
 *
 * <p>Invariants: every attempt of an intent carries the same idempotency key, generated when the producer gives none,
 * so a retry is always safe; a request that the caller has to change is never retried; no call waits beyond its time
 * limit.
 */
@NullMarked
package dev.tidings.client.submit;

import org.jspecify.annotations.NullMarked;
