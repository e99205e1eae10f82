package dev.tidings.core.store;

import org.jspecify.annotations.Nullable;

/**
 * How many were counted so far.
 *
 * @param next where to go on; null when all have been looked at, or the bound was reached
 */
public record PartialCount(int counted, @Nullable String next) {}
