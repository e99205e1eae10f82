/**
 * Submits intents: a producer says once what happened, and asks again until it is known to be accepted or refused.
 *
 * <p>Invariants: every try of an intent carries the same idempotency key, made here when the producer gave none, so that
 * asking again is always safe; what is the caller's fault is never asked again; nothing waits past the time that was given.
 */
@NullMarked
package dev.tidings.client.submit;

import org.jspecify.annotations.NullMarked;
