package dev.tidings.core.endpoint;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How many sends a second an endpoint gets at most, from all nodes together: the setting {@code rate_per_second}.
 *
 * @param interval between two sends
 */
public record EndpointRate(Duration interval) {
    public static final String SETTING = "rate_per_second";

    /** What a value is expected to be, for messages. */
    public static final String EXPECTED = "a number from 0.01 to 10000, such as 5 or 0.5";

    /** How early a send may be: what comes within it goes at once, so that the pace is kept under a coarse clock. */
    public static final Duration TOLERANCE = Duration.ofMillis(100);

    private static final Pattern NUMBER = Pattern.compile("\\d{1,5}(\\.\\d{1,2})?");
    private static final BigDecimal LEAST = new BigDecimal("0.01");
    private static final BigDecimal MOST = new BigDecimal("10000");
    private static final double MICROS = 1_000_000;

    /** Null when an endpoint has no rate, or one that makes no sense: that must not keep its deliveries from ending. */
    public static @Nullable EndpointRate of(Map<String, String> settings) {
        String text = settings.get(SETTING);
        return text == null ? null : parse(text);
    }

    /** Null when it is none. */
    public static @Nullable EndpointRate parse(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return null;
        }
        BigDecimal perSecond = new BigDecimal(text);
        return perSecond.compareTo(LEAST) < 0 || perSecond.compareTo(MOST) > 0
                ? null
                : new EndpointRate(Duration.ofNanos(1_000 * Math.round(MICROS / perSecond.doubleValue())));
    }
}
