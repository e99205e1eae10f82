package dev.tidings.core.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * "Start this image for this game."
 *
 * @param requestedAt when who asked says it did
 */
public record StartJob(
        String gameId, String imageRef, @Nullable Instant requestedAt) {}
