package dev.tidings.core.store;

import java.time.Instant;

/** Forgets, in bounded batches. */
public interface RetentionStore {
    /**
     * Removes up to so many notifications whose deliveries all ended before then, with all that hangs on them but the
     * idempotency record; returns how many. A store that forgets by the day may keep them a day longer, and remove
     * all of a day beyond the limit.
     */
    int removeFinished(Instant before, int limit);

    /** Removes up to so many idempotency records older than then; returns how many. */
    int removeIdempotency(Instant before, int limit);

    /**
     * Removes up to so many operational events, quarantined items and operations of runtimes older than then, and runtimes
     * that ended before and are not held; returns how many.
     */
    int removeOperational(Instant before, int limit);

    /**
     * Removes up to so many each of what nobody has needed since then: nodes that were not heard of, troubles of endpoints
     * that are over or were passed by unprobed, paces of endpoints that nothing was sent to; returns how many in all.
     */
    int removeIdle(Instant before, int limit);
}
