package dev.tidings.http.feature;

import java.time.Duration;

/**
 * Bounds of requests.
 *
 * @param intentBytes of one intent, whole
 * @param batchIntents in one batch
 * @param batchBytes of one batch, whole
 * @param requestTimeout until a request is given up
 */
public record EdgeLimits(int intentBytes, int batchIntents, int batchBytes, Duration requestTimeout) {
    public static final EdgeLimits DEFAULT = new EdgeLimits(256 * 1024, 500, 4 * 1024 * 1024, Duration.ofSeconds(10));
}
