package dev.tidings.core.job;

import java.util.Locale;

/** Whether somebody is to hear of an operation over a stream, and has. */
public enum Publication {
    /** Who asked got the answer; there is no stream to tell. */
    NONE,
    /** To be told once it has ended. */
    DUE,
    DONE;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The word in the store. */
    public String code() {
        return code;
    }

    public static Publication ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
