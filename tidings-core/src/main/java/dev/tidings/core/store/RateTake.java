package dev.tidings.core.store;

import dev.tidings.core.endpoint.EndpointKey;
import java.time.Duration;

/**
 * A wish to send to an endpoint that has a rate.
 *
 * @param interval between two sends, in whole microseconds
 * @param tolerance how early a send may be; sends within it may follow each other at once
 */
public record RateTake(EndpointKey key, Duration interval, Duration tolerance) {
    public RateTake {
        if (interval.toNanos() < 1_000) {
            throw new IllegalArgumentException("interval is " + interval + "; expected 1 microsecond at least");
        }
        if (tolerance.isNegative()) {
            throw new IllegalArgumentException("tolerance is " + tolerance + "; expected none or more");
        }
    }
}
