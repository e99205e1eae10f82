package dev.tidings.core.endpoint;

import java.time.Duration;
import java.time.Instant;

/**
 * Failed attempts since the last one that was sent.
 *
 * @param since when the first of them ended
 * @param attempts their number
 */
public record ConsecutiveFailures(Instant since, int attempts) {
    /** Returns whether the endpoint has failed long and often enough to be disabled. */
    public boolean exceeds(Instant now, Duration after, int atLeast) {
        return attempts >= atLeast && Duration.between(since, now).compareTo(after) >= 0;
    }
}
