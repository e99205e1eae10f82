package dev.tidings.core.delivery;

import java.util.Locale;

/** The result of an attempt. */
public enum AttemptResult {
    SENT,
    RETRY,
    REJECTED,
    SKIPPED,
    /** The worker's lease lapsed before it reported: the message may or may not have reached the provider. */
    UNKNOWN;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static AttemptResult ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
