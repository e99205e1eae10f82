package dev.tidings.core.notification;

import org.jspecify.annotations.Nullable;

/** Text for people, for channels that show text. */
public record Content(
        String title,
        String summary,
        @Nullable String fallback,
        @Nullable String targetUrl) {}
