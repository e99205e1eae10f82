package dev.tidings.jobs.runtime;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A runtime as its driver sees it.
 *
 * @param engineEndpoint as in {@link StartedRuntime}; empty when there is none
 * @param exitCode when it has exited and the code is known; 128 and above for a signal
 * @param startedAt null when it never started
 * @param exitedAt null when it has not exited or the time is unknown
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
    /** The state of a runtime as the driver sees it. */
    public enum State {
        /** Created but not running yet. */
        CREATED,
        /** Running; it may not be ready. */
        RUNNING,
        /** Exited; its log is still available. */
        EXITED
    }

    public boolean running() {
        return state == State.RUNNING;
    }
}
