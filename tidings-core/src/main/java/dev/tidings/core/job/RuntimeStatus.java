package dev.tidings.core.job;

import java.util.Locale;

/** Where a runtime is in its life, as it was last recorded. */
public enum RuntimeStatus {
    /** Asked for; its engine does not answer yet. */
    STARTING,
    RUNNING,
    STOPPING,
    /** It was asked to stop, and is gone. */
    STOPPED,
    /** It ended by itself, or was found gone. */
    EXITED,
    /** It was asked for and did not come up. */
    FAILED;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The word on the wire and in the store. */
    public String code() {
        return code;
    }

    public static RuntimeStatus ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

    /** Whether something runs, or may. */
    public boolean live() {
        return switch (this) {
            case STARTING, RUNNING, STOPPING -> true;
            case STOPPED, EXITED, FAILED -> false;
        };
    }
}
