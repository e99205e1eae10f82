package dev.tidings.core.job;

import java.util.Locale;

/** How a job ended. Frozen: the words are part of the wire contract. */
public enum JobOutcome {
    SUCCESS,
    FAILURE;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** As it stands on the wire and in the store. */
    public String code() {
        return code;
    }

    public static JobOutcome ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
