package dev.tidings.core.delivery;

import java.util.Locale;

/** How an attempt ended. */
public enum AttemptResult {
    SENT,
    RETRY,
    REJECTED,
    SKIPPED,
    /** Its worker's lease lapsed before it said anything: it may or may not have reached the provider. */
    UNKNOWN;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static AttemptResult ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
