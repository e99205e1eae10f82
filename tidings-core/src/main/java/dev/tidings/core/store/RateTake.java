package dev.tidings.core.store;

import dev.tidings.core.endpoint.TargetKey;
import java.time.Duration;

/**
 * A request for one send to a rate-limited endpoint.
 *
 * @param interval between two sends, in whole microseconds
 * @param tolerance how early a send may be; sends within it may go at once
 */
public record RateTake(TargetKey key, Duration interval, Duration tolerance) {
    public RateTake {
        if (interval.toNanos() < 1_000) {
            throw new IllegalArgumentException("interval is " + interval + "; expected 1 microsecond at least");
        }
        if (tolerance.isNegative()) {
            throw new IllegalArgumentException("tolerance is " + tolerance + "; expected none or more");
        }
    }
}
