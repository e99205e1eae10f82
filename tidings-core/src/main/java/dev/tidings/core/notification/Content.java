package dev.tidings.core.notification;

import org.jspecify.annotations.Nullable;

/** What a person reads, for channels that show text. */
public record Content(
        String title,
        String summary,
        @Nullable String fallback,
        @Nullable String targetUrl) {}
