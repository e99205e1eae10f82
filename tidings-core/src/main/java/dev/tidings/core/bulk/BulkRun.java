package dev.tidings.core.bulk;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A bulk run and its progress.
 *
 * @param id starts with {@link #PREFIX}
 * @param kind the name of the {@link BulkKind} that does it
 * @param request what to do: a JSON object that its kind wrote and reads
 * @param requestedBy the id of the API key, or {@link NewBulkRun#BY_SERVER}; null if the server has none
 * @param matched the number of matching rows at the start; null if they were not counted
 * @param done the number of rows that it has changed
 * @param passedOver the number of rows that were in another state when their turn came
 * @param cursor where the next slice starts; null at the start
 * @param error why it failed or was interrupted last; null otherwise
 */
public record BulkRun(
        String id,
        String tenant,
        String kind,
        String request,
        @Nullable String requestedBy,
        BulkRunStatus status,
        @Nullable Integer matched,
        long done,
        long passedOver,
        @Nullable String cursor,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String error) {
    public static final String PREFIX = "run_";
}
