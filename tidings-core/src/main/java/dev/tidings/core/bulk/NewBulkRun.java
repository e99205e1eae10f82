package dev.tidings.core.bulk;

import org.jspecify.annotations.Nullable;

/**
 * A bulk run to start.
 *
 * @param id starts with {@link BulkRun#PREFIX}
 * @param request what to do, a JSON object for the kind
 * @param requestedBy the id of the API key, or {@link #BY_SERVER}; null if the server has none
 * @param matched the number of matching rows; null if they were not counted
 * @param subject what only one run at a time may work on, such as {@code recover:ept_…}; null for no such limit
 */
public record NewBulkRun(
        String id,
        String tenant,
        String kind,
        String request,
        @Nullable String requestedBy,
        @Nullable Integer matched,
        @Nullable String subject) {
    /** Who requests the runs that the server starts itself, because of a change. */
    public static final String BY_SERVER = "the server";
}
