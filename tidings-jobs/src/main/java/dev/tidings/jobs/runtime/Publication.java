package dev.tidings.jobs.runtime;

import java.util.Locale;

/** Whether the result of an operation has to be published to a stream. */
public enum Publication {
    /** The requester got the answer directly; nothing is published. */
    NONE,
    /** To be published once the operation has ended. */
    DUE,
    DONE;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** Returns the name in the store. */
    public String code() {
        return code;
    }

    public static Publication ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
