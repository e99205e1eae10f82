package dev.tidings.server.admin;

import org.jspecify.annotations.Nullable;

/**
 * Which page.
 *
 * @param cursor where the one before ended; null for the first
 */
public record Paging(@Nullable String cursor, int limit) {
    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 500;
}
