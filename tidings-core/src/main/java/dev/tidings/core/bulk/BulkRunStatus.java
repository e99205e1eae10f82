package dev.tidings.core.bulk;

import java.util.Locale;

/** The state of a bulk run. */
public enum BulkRunStatus {
    /** It has slices left; a node does them, or will. */
    RUNNING,
    /** It stops after the current slice. */
    CANCELING,
    FINISHED,
    FAILED,
    CANCELED;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static BulkRunStatus of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

    public boolean ended() {
        return this != RUNNING && this != CANCELING;
    }
}
