package dev.tidings.core.endpoint;

import java.time.Duration;
import java.time.Instant;

/**
 * Attempts that failed without one that was sent in between.
 *
 * @param since when the first of them ended
 * @param attempts how many
 */
public record ConsecutiveFailures(Instant since, int attempts) {
    /** Failing so long and so often that trying on is pointless. */
    public boolean hopeless(Instant now, Duration after, int atLeast) {
        return attempts >= atLeast && Duration.between(since, now).compareTo(after) >= 0;
    }
}
