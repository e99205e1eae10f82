package dev.tidings.jobs.runtime;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A change of a runtime that nobody requested.
 *
 * @param exitCode null when unknown or not applicable
 */
public record HealthEvent(
        String gameId,
        String containerId,
        Type type,
        @Nullable Integer exitCode,
        String message,
        Instant occurredAt) {
    /** The kind of change. */
    public enum Type {
        /** It exited, or was found to be gone. */
        EXITED,
        /** It was restarted. */
        RESTARTED,
        /** An automatic restart failed. */
        RESTART_FAILED;

        private final String code = name().toLowerCase(Locale.ROOT);

        /** Returns the name on the wire. */
        public String code() {
            return code;
        }
    }
}
