package dev.tidings.core.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * "Stop what runs for this game."
 *
 * @param reason for people; empty when none was given
 * @param requestedAt when who asked says it did
 */
public record StopJob(
        String gameId, String reason, @Nullable Instant requestedAt) {}
