package dev.tidings.core.endpoint;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Maximum sends per second to an endpoint, over all nodes: the setting {@code rate_per_second}.
 *
 * @param interval between two sends
 */
public record EndpointRate(Duration interval) {
    public static final String SETTING = "rate_per_second";

    /** The expected form, for errors. */
    public static final String EXPECTED = "a number from 0.01 to 10000, such as 5 or 0.5";

    /** How early a send may be. Sends within it go at once, so that a coarse clock does not lower the rate. */
    public static final Duration TOLERANCE = Duration.ofMillis(100);

    private static final Pattern NUMBER = Pattern.compile("\\d{1,5}(\\.\\d{1,2})?");
    private static final BigDecimal LEAST = new BigDecimal("0.01");
    private static final BigDecimal MOST = new BigDecimal("10000");
    private static final double MICROS = 1_000_000;

    /** Returns null when an endpoint has no rate, or an invalid one, which must not block its deliveries. */
    public static @Nullable EndpointRate of(Map<String, String> settings) {
        String text = settings.get(SETTING);
        return text == null ? null : parse(text);
    }

    /** Returns null when the text is not a rate. */
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
