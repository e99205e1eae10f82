package dev.tidings.console.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** What a delivery waits for. */
public record WaitShown(
        @JsonProperty("for") String reason,
        @Nullable String until,
        String because,
        @Nullable String behind) {}
