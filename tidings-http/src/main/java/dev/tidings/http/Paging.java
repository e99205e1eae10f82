package dev.tidings.http;

import dev.tidings.core.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The requested page of a list.
 *
 * @param cursor the end of the previous page; null for the first page
 */
public record Paging(@Nullable String cursor, int limit) {
    /** The query parameters of a list without a filter. */
    public static final AcceptedParameters PARAMETERS = AcceptedParameters.of("limit", "cursor");

    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 500;

    /** The pages in which exports read lists. Each is held in memory until the client has received it. */
    public static final int EXPORT_LIMIT = 200;

    /** Reads a REST request. */
    public static Paging of(QueryParameters query) {
        return new Paging(query.text("cursor"), query.number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT));
    }

    /** Reads the fields of a protobuf message, in which 0 and the empty text are unset. */
    public static Paging of(int limit, String cursor) {
        if (limit < 0 || limit > MAX_LIMIT) {
            throw Problem.invalid(
                            "limit", limit, "a whole number from 1 to " + MAX_LIMIT + ", or 0 for " + DEFAULT_LIMIT)
                    .exception();
        }
        return new Paging(cursor.isEmpty() ? null : cursor, limit == 0 ? DEFAULT_LIMIT : limit);
    }
}
