package dev.tidings.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a bulk run.
 *
 * @param id the id of the run; null for a dry run
 * @param matched the number of matching deliveries at the start, counted up to 100,000
 * @param done the number of changed deliveries
 * @param passedOver the number of matching deliveries that were in another state when their turn came
 * @param error why the run failed; null otherwise
 */
public record BulkProgress(
        @Nullable String id,
        Status status,
        int matched,
        int done,
        int passedOver,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String error) {
    /** The state of a run. */
    public enum Status {
        /** A dry run: deliveries were counted and not changed. */
        COUNTED,
        RUNNING,
        FINISHED,
        FAILED;

        public String code() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static BulkProgress counted(int matched) {
        return new BulkProgress(null, Status.COUNTED, matched, 0, 0, null, null, null);
    }
}
