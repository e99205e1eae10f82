package dev.tidings.server.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of many deliveries, as far as it is.
 *
 * @param id of the run; null when it was only counted
 * @param matched how many deliveries matched at the start, counted up to 100,000
 * @param done how many were changed
 * @param passedOver how many matched but were no longer in a state that allows it
 * @param error why it failed; null unless it did
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
    /** Where a run is. */
    public enum Status {
        /** Nothing was changed. */
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
