package dev.tidings.core.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a driver sees of a runtime that it started.
 *
 * @param engineEndpoint as of {@link StartedRuntime}; empty when it has none (any more)
 * @param exitCode when it has exited and the code is known; 128 and more for a signal
 * @param startedAt null when it never was
 * @param exitedAt null when it has not, or nobody saw when
 */
public record ObservedRuntime(
        String tenant,
        String gameId,
        String imageRef,
        String containerId,
        String engineEndpoint,
        State state,
        @Nullable Integer exitCode,
        @Nullable Instant startedAt,
        @Nullable Instant exitedAt) {
    /** Where a runtime is, as the driver sees it. */
    public enum State {
        /** Made, and not running yet. */
        CREATED,
        /** Running, whether its engine answers or not. */
        RUNNING,
        /** It ended; its log is still there. */
        EXITED
    }

    public boolean running() {
        return state == State.RUNNING;
    }
}
