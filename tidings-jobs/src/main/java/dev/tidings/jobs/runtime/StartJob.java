package dev.tidings.jobs.runtime;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request to start an image for a game.
 *
 * @param requestedAt as stated by the requester
 */
public record StartJob(
        String gameId, String imageRef, @Nullable Instant requestedAt) {}
