/**
 * Handling of store outages: an outage is logged once, calls that need the store fail immediately instead of
 * waiting for a timeout each, and a single probe detects the recovery.
 *
 * <p>Invariants: an outage starts with a {@code StoreUnavailable} of any call and ends only with a durable write of
 * the probe; one line is logged at its start and one at its end; callers that retry log nothing.
 */
@NullMarked
package dev.tidings.engine.outage;

import org.jspecify.annotations.NullMarked;
