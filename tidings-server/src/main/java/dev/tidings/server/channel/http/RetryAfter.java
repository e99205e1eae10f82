package dev.tidings.server.channel.http;

import dev.tidings.core.retry.RetryPolicy;
import io.netty.handler.codec.DateFormatter;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The Retry-After header of RFC 9110: seconds, or a date in any of the three forms that a recipient has to take. */
public final class RetryAfter {
    private static final Duration MOST = RetryPolicy.MAX_RETRY_AFTER;
    private static final Pattern SECONDS = Pattern.compile("[0-9]+");

    /** Seconds of more digits than these are more than the most, whatever they are. */
    private static final int MOST_DIGITS = 18;

    private RetryAfter() {}

    /** What the header asks for, at most {@link RetryPolicy#MAX_RETRY_AFTER}; null when it is absent, malformed or in the past. */
    public static @Nullable Duration parse(@Nullable String header, Instant now) {
        if (header == null) {
            return null;
        }
        String text = header.strip();
        return SECONDS.matcher(text).matches() ? seconds(text) : until(text, now);
    }

    private static Duration seconds(String digits) {
        return digits.length() > MOST_DIGITS ? MOST : atMost(Duration.ofSeconds(Long.parseLong(digits)));
    }

    private static @Nullable Duration until(String text, Instant now) {
        Date date = DateFormatter.parseHttpDate(text);
        Instant until = date == null ? now : date.toInstant();
        return until.isAfter(now) ? atMost(Duration.between(now, until)) : null;
    }

    private static Duration atMost(Duration asked) {
        return asked.compareTo(MOST) > 0 ? MOST : asked;
    }
}
