package dev.tidings.json;

import java.time.DateTimeException;
import java.time.Instant;

/** Parses RFC 3339 times. */
public final class Rfc3339Times {
    public static final String EXPECTED = "an RFC 3339 time such as 2026-01-31T09:30:00Z";

    private static final int YEAR_DIGITS = 4;
    private static final int HOUR_AT = "2026-01-31T".length();

    private Rfc3339Times() {}

    /** Throws a DateTimeException for other formats. */
    public static Instant parse(String text) {
        // Instant.parse accepts years of more than four digits, RFC 3339 does not.
        if (text.length() <= YEAR_DIGITS || text.charAt(YEAR_DIGITS) != '-') {
            throw new DateTimeException("not a four-digit year");
        }
        // Instant.parse accepts 24:00 for midnight, RFC 3339 does not.
        if (text.startsWith("24", HOUR_AT)) {
            throw new DateTimeException("hour 24");
        }
        return Instant.parse(text);
    }
}
