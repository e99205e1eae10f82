package dev.tidings.console.api;

import org.jspecify.annotations.Nullable;

/**
 * Why the API refused a call.
 *
 * @param detail one sentence for people
 */
public record ProblemShown(
        String code, String detail, @Nullable String field) {}
