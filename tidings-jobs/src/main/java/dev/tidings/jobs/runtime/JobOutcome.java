package dev.tidings.jobs.runtime;

import java.util.Locale;

/** Whether a job succeeded. The names are part of the wire contract and do not change. */
public enum JobOutcome {
    SUCCESS,
    FAILURE;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** Returns the name on the wire and in the store. */
    public String code() {
        return code;
    }

    public static JobOutcome ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
