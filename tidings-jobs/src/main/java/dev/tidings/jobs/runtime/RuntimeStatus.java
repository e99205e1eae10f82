package dev.tidings.jobs.runtime;

import java.util.Locale;

/** The last recorded status of a runtime. */
public enum RuntimeStatus {
    /** Requested; it is not ready yet. */
    STARTING,
    RUNNING,
    STOPPING,
    /** Stopped on request. */
    STOPPED,
    /** It exited by itself, or was found to be gone. */
    EXITED,
    /** It was requested but did not start. */
    FAILED;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** Returns the name on the wire and in the store. */
    public String code() {
        return code;
    }

    public static RuntimeStatus ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

    /** Returns whether a runtime is running or may be. */
    public boolean live() {
        return switch (this) {
            case STARTING, RUNNING, STOPPING -> true;
            case STOPPED, EXITED, FAILED -> false;
        };
    }
}
