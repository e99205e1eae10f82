package dev.tidings.core.job;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a runtime without anybody asking.
 *
 * @param exitCode null when it is not known or there is none
 */
public record HealthEvent(
        String gameId,
        String containerId,
        Type type,
        @Nullable Integer exitCode,
        String message,
        Instant occurredAt) {
    /** What happened. */
    public enum Type {
        /** It ended by itself, or was found gone. */
        EXITED,
        /** It was started again. */
        RESTARTED,
        /** It was to be started again, and was not. */
        RESTART_FAILED;

        private final String code = name().toLowerCase(Locale.ROOT);

        /** As it stands on the wire. */
        public String code() {
            return code;
        }
    }
}
