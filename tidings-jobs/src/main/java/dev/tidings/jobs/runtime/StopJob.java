package dev.tidings.jobs.runtime;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request to stop the runtime of a game.
 *
 * @param reason for people; empty when none was given
 * @param requestedAt as stated by the requester
 */
public record StopJob(
        String gameId, String reason, @Nullable Instant requestedAt) {}
