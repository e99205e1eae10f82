package dev.tidings.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Formats times relative to now: {@code 3m ago}, {@code in 2h}. */
final class Ages {
    private static final Duration DAYS_FROM = Duration.ofDays(2);
    private static final Duration HOURS_FROM = Duration.ofHours(2);
    private static final Duration MINUTES_FROM = Duration.ofMinutes(2);

    private Ages() {}

    /** @param time in RFC 3339; other text is returned unchanged */
    static String text(String time, Instant now) {
        Instant at;
        try {
            at = Instant.parse(time);
        } catch (DateTimeParseException noTime) {
            return time;
        }
        Duration age = Duration.between(at, now);
        if (age.abs().compareTo(Duration.ofSeconds(1)) < 0) {
            return "now";
        }
        return age.isNegative() ? "in " + length(age.negated()) : length(age) + " ago";
    }

    private static String length(Duration age) {
        if (age.compareTo(DAYS_FROM) >= 0) {
            return age.toDays() + "d";
        }
        if (age.compareTo(HOURS_FROM) >= 0) {
            return age.toHours() + "h";
        }
        return age.compareTo(MINUTES_FROM) >= 0 ? age.toMinutes() + "m" : age.toSeconds() + "s";
    }
}
