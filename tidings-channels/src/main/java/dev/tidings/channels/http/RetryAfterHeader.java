package dev.tidings.channels.http;

import io.netty.handler.codec.DateFormatter;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses the Retry-After header of RFC 9110: seconds, or a date in any of the three formats that a recipient must
 * accept. The Java client has a parser of its own, because it runs on Java 17 without Netty; both are held to the same
 * cases.
 */
public final class RetryAfterHeader {
    /** The longest delay that is honored. */
    private static final Duration MOST = Duration.ofHours(24);

    private static final Pattern SECONDS = Pattern.compile("[0-9]+");

    /** A number with more digits than this exceeds the maximum. */
    private static final int MOST_DIGITS = 18;

    /** The parser throws an exception for longer texts. */
    private static final int LONGEST_DATE = 64;

    private RetryAfterHeader() {}

    /** Returns the requested delay, at most one day; null when the header is absent, malformed or in the past. */
    public static @Nullable Duration parse(@Nullable String header, Instant now) {
        if (header == null) {
            return null;
        }
        String text = header.strip();
        return SECONDS.matcher(text).matches() ? seconds(text) : until(text, now);
    }

    private static Duration seconds(String digits) {
        return digits.length() > MOST_DIGITS ? MOST : bounded(Duration.ofSeconds(Long.parseLong(digits)));
    }

    private static @Nullable Duration until(String text, Instant now) {
        Date date = text.length() > LONGEST_DATE ? null : DateFormatter.parseHttpDate(text);
        return date != null && date.toInstant().isAfter(now) ? bounded(Duration.between(now, date.toInstant())) : null;
    }

    private static Duration bounded(Duration asked) {
        return asked.compareTo(MOST) > 0 ? MOST : asked;
    }
}
