package dev.tidings.core.event;

import java.time.Duration;

/** How much a log keeps at most; what is beyond any of these goes, the oldest first. */
public record WindowBounds(Duration age, int count, long bytes) {
    public static final WindowBounds DEFAULT = new WindowBounds(Duration.ofMinutes(5), 100_000, 64L * 1024 * 1024);
}
