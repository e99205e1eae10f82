package dev.tidings.console.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes times of the API for people. */
public final class ShownTimes {
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;

    private ShownTimes() {}

    /** Returns the time in UTC; scripts show it in the zone of the viewer. */
    public static String utc(String time) {
        return UTC.format(Instant.parse(time));
    }

    /** Returns how long something took, such as {@code 350 ms} or {@code 2.4 s}; empty if it has not ended. */
    public static String between(String begin, @Nullable String end) {
        if (end == null) {
            return "";
        }
        long millis = Duration.between(Instant.parse(begin), Instant.parse(end)).toMillis();
        if (millis < SECOND) {
            return millis + " ms";
        }
        return millis < MINUTE
                ? String.format(Locale.ROOT, "%.1f s", millis / (double) SECOND)
                : millis / MINUTE + " min";
    }
}
