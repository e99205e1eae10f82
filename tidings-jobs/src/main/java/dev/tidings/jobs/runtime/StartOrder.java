package dev.tidings.jobs.runtime;

import java.time.Duration;

/**
 * What a driver is to start.
 *
 * @param imageRef as the job names it; a driver refuses an unreadable one with {@code invalid_image_ref}
 * @param timeout from the call until the runtime is ready, including the image pull
 */
public record StartOrder(String tenant, String gameId, String imageRef, Duration timeout) {}
