package dev.tidings.console.api;

import org.jspecify.annotations.Nullable;

/** An attempt with its evidence. */
public record AttemptShown(
        int number,
        String startedAt,
        @Nullable String endedAt,
        @Nullable String result,
        @Nullable String code,
        @Nullable String message,
        @Nullable Integer providerStatus,
        @Nullable String providerMessageId,
        @Nullable String request,
        @Nullable String response,
        boolean late) {}
