package dev.tidings.console.api;

import org.jspecify.annotations.Nullable;

/**
 * How the deliveries of the last 24 hours to an endpoint went.
 *
 * @param complete whether all of them are counted
 */
public record EndpointCounts(
        String since,
        boolean complete,
        int pending,
        int sending,
        int failed,
        int sent,
        int skipped,
        int dead,
        int canceled,
        @Nullable Latency latencyMs,
        String circuit) {
    /** The time of sent attempts, in milliseconds. */
    public record Latency(int p50, int p95) {}
}
