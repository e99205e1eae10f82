package dev.tidings.engine.dispatch;

import dev.tidings.core.retry.Backoff;
import java.time.Duration;

/**
 * When endpoints are blocked and when they are disabled.
 *
 * @param endpoints maximum endpoints whose recent health is kept in memory
 * @param breakerCalls number of recent attempts in the circuit breaker's window; it does not open before that
 * @param breakerFailurePercent percentage of failures that opens it
 * @param openFor how long it first stays open; doubles with each failed probe up to {@code openMax}
 * @param probes half-open attempts per node when the store is unavailable; otherwise all nodes share one
 * @param pollInterval how often a node reads endpoint health from the store
 * @param disableAfter an endpoint is disabled after consecutive failures over this time
 * @param disableAttempts and of at least this many attempts
 */
public record HealthSettings(
        int endpoints,
        int breakerCalls,
        int breakerFailurePercent,
        Duration openFor,
        Duration openMax,
        int probes,
        Duration pollInterval,
        Duration disableAfter,
        int disableAttempts) {
    /** The maximum age of cached endpoints. */
    private static final Duration CACHE_AGE = Duration.ofSeconds(1);

    /** Returns how long a circuit stays open that opened this often in a row. */
    Duration openFor(int times) {
        return Backoff.doubling(openFor, openMax).after(times);
    }

    /** Returns how long a stored change takes to reach all nodes: each has read it and its cache has expired. */
    Duration propagationDelay() {
        return pollInterval.multipliedBy(2).plus(CACHE_AGE);
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
