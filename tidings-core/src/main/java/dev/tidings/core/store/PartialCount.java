package dev.tidings.core.store;

import org.jspecify.annotations.Nullable;

/**
 * An intermediate count.
 *
 * @param next where to continue; null when everything was counted or the bound was reached
 */
public record PartialCount(int counted, @Nullable String next) {}
