package dev.tidings.client;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses the Retry-After header of RFC 9110: seconds, or a date in any of the three formats that a recipient must
 * accept.
 */
public final class RetryAfter {
    /** The longest delay that is honored. */
    public static final Duration MOST = Duration.ofHours(24);

    private static final Pattern SECONDS = Pattern.compile("[0-9]+");

    /** A number with more digits than this exceeds the maximum. */
    private static final int MOST_DIGITS = 18;

    /** The day of the week is redundant. */
    private static final Pattern DATE =
            Pattern.compile("(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
                    + ",? (?<date>.+)");

    private static final DateTimeFormatter IMF = form("dd MMM uuuu HH:mm:ss 'GMT'");
    private static final DateTimeFormatter ASCTIME = form("MMM ppd HH:mm:ss uuuu");
    private static final int FUTURE_YEARS = 50;

    private RetryAfter() {}

    /** Returns the requested delay, at most {@link #MOST}; null when the header is absent, malformed or in the past. */
    public static @Nullable Duration parse(@Nullable String header, Instant now) {
        if (header == null) {
            return null;
        }
        String text = header.strip();
        return SECONDS.matcher(text).matches() ? seconds(text) : until(text, now);
    }

    /** Returns the duration, at most {@link #MOST}. */
    public static Duration bounded(Duration asked) {
        return asked.compareTo(MOST) > 0 ? MOST : asked;
    }

    private static Duration seconds(String digits) {
        return digits.length() > MOST_DIGITS ? MOST : bounded(Duration.ofSeconds(Long.parseLong(digits)));
    }

    private static @Nullable Duration until(String text, Instant now) {
        Matcher date = DATE.matcher(text);
        Instant until = date.matches() ? instant(date.group("date"), now) : null;
        return until != null && until.isAfter(now) ? bounded(Duration.between(now, until)) : null;
    }

    private static @Nullable Instant instant(String date, Instant now) {
        for (DateTimeFormatter form : new DateTimeFormatter[] {IMF, rfc850(now), ASCTIME}) {
            try {
                return LocalDateTime.parse(date, form).toInstant(ZoneOffset.UTC);
            } catch (DateTimeParseException another) {
                // Try the next format.
            }
        }
        return null;
    }

    /** The year has two digits: a date that appears to be more than 50 years in the future is in the past. */
    private static DateTimeFormatter rfc850(Instant now) {
        int earliest = now.atOffset(ZoneOffset.UTC).getYear() + FUTURE_YEARS - 99;
        return new DateTimeFormatterBuilder()
                .appendPattern("dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, earliest)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    private static DateTimeFormatter form(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withResolverStyle(ResolverStyle.STRICT);
    }
}
