package dev.tidings.jobs;

import dev.tidings.core.job.GameRuntime;
import dev.tidings.core.retry.Backoff;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether what ended by itself is started again.
 *
 * @param most how often in a row; 0: never
 * @param shortest the pause before the first; each further one is twice as long
 * @param longest the longest pause
 */
public record RestartPolicy(int most, Duration shortest, Duration longest) {
    public static final RestartPolicy NONE = new RestartPolicy(0, Duration.ZERO, Duration.ZERO);

    /** How many longest pauses it has to run until it counts as well again. */
    private static final int WELL_AFTER = 10;

    /** How often in a row it was started again, when it ends now. */
    int soFar(GameRuntime runtime, Instant now) {
        Instant started = runtime.startedAt();
        boolean well = started != null
                && started.plus(longest.multipliedBy(WELL_AFTER)).isBefore(now);
        return well ? 0 : runtime.restarts();
    }

    /** @param exitCode null when it is not known: then it counts as a failure */
    boolean applies(@Nullable Integer exitCode, int soFar) {
        return soFar < most && (exitCode == null || exitCode != 0);
    }

    Duration pause(int soFar) {
        return Backoff.doubling(shortest, longest).after(soFar + 1);
    }
}
