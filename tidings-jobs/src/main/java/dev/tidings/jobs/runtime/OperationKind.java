package dev.tidings.jobs.runtime;

import java.util.Locale;

/** What was done to a runtime, or happened to it. */
public enum OperationKind {
    START,
    STOP,
    /** It exited by itself. */
    EXIT,
    /** It was restarted after it exited by itself. */
    RESTART;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** Returns the name on the wire and in the store. */
    public String code() {
        return code;
    }

    public static OperationKind ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
