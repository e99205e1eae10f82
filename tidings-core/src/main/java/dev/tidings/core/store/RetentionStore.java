package dev.tidings.core.store;

import java.time.Instant;

/** Removes expired data, in bounded batches. */
public interface RetentionStore {
    /**
     * Removes up to {@code limit} notifications whose deliveries all ended before a time, with their dependent rows
     * except the idempotency record; returns how many. A store that removes whole days may keep them up to a day longer
     * and exceed the limit by the rest of a day.
     */
    int removeFinished(Instant before, int limit);

    /** Removes up to {@code limit} idempotency records older than a time; returns how many. */
    int removeIdempotency(Instant before, int limit);

    /**
     * Removes up to {@code limit} operational events, quarantined items, ended bulk runs and acknowledgements older than a
     * time; returns how many.
     */
    int removeOperational(Instant before, int limit);

    /** Removes up to {@code limit} entries of the audit log older than a time; returns how many. */
    int removeAudit(Instant before, int limit);

    /**
     * Removes up to {@code limit} of each kind of row that has been idle since a time: nodes without heartbeats,
     * circuits that have closed or were never probed, rates of endpoints without sends; returns the total.
     */
    int removeIdle(Instant before, int limit);
}
