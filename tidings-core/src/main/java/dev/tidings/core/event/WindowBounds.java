package dev.tidings.core.event;

import java.time.Duration;

/** Limits of a log; whatever exceeds one of them is evicted, oldest first. */
public record WindowBounds(Duration age, int count, long bytes) {
    public static final WindowBounds DEFAULT = new WindowBounds(Duration.ofMinutes(5), 100_000, 64L * 1024 * 1024);
}
