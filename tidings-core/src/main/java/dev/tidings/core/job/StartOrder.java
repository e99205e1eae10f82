package dev.tidings.core.job;

import java.time.Duration;

/**
 * What a driver is to start.
 *
 * @param imageRef as the job names it; a driver says {@code invalid_image_ref} of one that it cannot read
 * @param timeout how long all of it may take until the engine answers, pulling its image included
 */
public record StartOrder(String tenant, String gameId, String imageRef, Duration timeout) {}
