package dev.tidings.server.admin;

import org.jspecify.annotations.Nullable;

/**
 * The requested page.
 *
 * @param cursor the end of the previous page; null for the first page
 */
public record Paging(@Nullable String cursor, int limit) {
    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 500;
}
