/**
 * What happens while the store is away: it is said once, everything that needs the store fails at once instead of waiting
 * for a timeout each, and one probe finds out when it is back.
 *
 * <p>Invariants: an outage begins with a {@code StoreUnavailable} of any call and ends only with a probe that made a write
 * durable; one line is logged at each end of it; those who try again log nothing of their own.
 */
@NullMarked
package dev.tidings.engine.outage;

import org.jspecify.annotations.NullMarked;
