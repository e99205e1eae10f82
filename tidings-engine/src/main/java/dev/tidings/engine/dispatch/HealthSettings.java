package dev.tidings.engine.dispatch;

import dev.tidings.core.retry.Backoff;
import java.time.Duration;

/**
 * When an endpoint is left alone, and when it is given up.
 *
 * @param endpoints of how many endpoints at most the recent health is kept in memory
 * @param breakerCalls how many recent attempts the breaker looks at; it does not open before so many
 * @param breakerFailurePercent the share of them that must have failed for it to open
 * @param openFor how long it stays open at first; doubled at each failed probing up to {@code openMax}
 * @param probes attempts let through when it is half open and the store cannot be asked; all nodes together make one
 * @param look how often a node looks for what others learned of endpoints
 * @param hopelessAfter a streak of failures this long, and
 * @param hopelessAttempts of this many attempts at least, disables the endpoint
 */
public record HealthSettings(
        int endpoints,
        int breakerCalls,
        int breakerFailurePercent,
        Duration openFor,
        Duration openMax,
        int probes,
        Duration look,
        Duration hopelessAfter,
        int hopelessAttempts) {
    /** Endpoints are looked up in memory, at most so old. */
    private static final Duration DIRECTORY = Duration.ofSeconds(1);

    /** How long a breaker is open that opens for so many times in a row. */
    Duration openFor(int times) {
        return Backoff.doubling(openFor, openMax).after(times);
    }

    /** How long until all nodes go by what was written of an endpoint: each has looked, and has forgotten what it remembers. */
    Duration settling() {
        return look.multipliedBy(2).plus(DIRECTORY);
    }

    public static final HealthSettings DEFAULT = new HealthSettings(
            10_000,
            20,
            90,
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            2,
            Duration.ofMillis(500),
            Duration.ofDays(5),
            20);
}
