package dev.tidings.json;

import java.time.DateTimeException;
import java.time.Instant;

/** Times as RFC 3339 writes them. */
public final class Times {
    public static final String EXPECTED = "an RFC 3339 time such as 2026-01-31T09:30:00Z";

    private static final int YEAR_DIGITS = 4;
    private static final int HOUR_AT = "2026-01-31T".length();

    private Times() {}

    /** Throws a DateTimeException for anything else. */
    public static Instant parse(String text) {
        // Instant.parse also knows years of more digits, which RFC 3339 does not.
        if (text.length() <= YEAR_DIGITS || text.charAt(YEAR_DIGITS) != '-') {
            throw new DateTimeException("no year of four digits");
        }
        // Instant.parse takes 24:00 for the next day's midnight, which RFC 3339 does not know.
        if (text.startsWith("24", HOUR_AT)) {
            throw new DateTimeException("no hour 24");
        }
        return Instant.parse(text);
    }
}
