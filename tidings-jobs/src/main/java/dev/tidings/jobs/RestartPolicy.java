package dev.tidings.jobs;

import dev.tidings.core.retry.Backoff;
import dev.tidings.jobs.runtime.GameRuntime;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a runtime that exited by itself is restarted.
 *
 * @param most the maximum number of restarts in a row; 0 for none
 * @param shortest the delay before the first restart; each further delay is doubled
 * @param longest the maximum delay
 */
public record RestartPolicy(int most, Duration shortest, Duration longest) {
    public static final RestartPolicy NONE = new RestartPolicy(0, Duration.ZERO, Duration.ZERO);

    /** A runtime is healthy again after running for this multiple of the maximum delay. */
    private static final int WELL_AFTER = 10;

    /** The number of restarts in a row, if the runtime exits now. */
    int soFar(GameRuntime runtime, Instant now) {
        Instant started = runtime.startedAt();
        boolean well = started != null
                && started.plus(longest.multipliedBy(WELL_AFTER)).isBefore(now);
        return well ? 0 : runtime.restarts();
    }

    /**
     * @param exitCode null if unknown, which counts as a failure
     */
    boolean applies(@Nullable Integer exitCode, int soFar) {
        return soFar < most && (exitCode == null || exitCode != 0);
    }

    Duration pause(int soFar) {
        return Backoff.doubling(shortest, longest).after(soFar + 1);
    }
}
