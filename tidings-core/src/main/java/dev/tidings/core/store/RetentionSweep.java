package dev.tidings.core.store;

import java.time.Instant;

/** Removes the expired rows of some tables, in bounded batches. */
@FunctionalInterface
public interface RetentionSweep {
    /** Removes up to {@code limit} rows older than a time; returns how many. */
    int remove(Instant before, int limit);
}
