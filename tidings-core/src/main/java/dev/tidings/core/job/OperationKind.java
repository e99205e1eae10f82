package dev.tidings.core.job;

import java.util.Locale;

/** What was done to a runtime, or happened to it. */
public enum OperationKind {
    START,
    STOP,
    /** It ended by itself; nobody asked. */
    EXIT,
    /** It was started again because it had ended by itself. */
    RESTART;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The word on the wire and in the store. */
    public String code() {
        return code;
    }

    public static OperationKind ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
