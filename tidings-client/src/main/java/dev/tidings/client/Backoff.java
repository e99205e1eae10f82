package dev.tidings.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with jitter: {@code base}, doubled after each further failure up to {@code cap}, each delay
 * spread by {@code jitter} in both directions so that clients do not retry at the same moment.
 *
 * @param base the first delay
 * @param cap the longest delay, before jitter
 * @param jitter the fraction by which a delay may be shorter or longer, 0 to 1
 */
public record Backoff(Duration base, Duration cap, double jitter) {
    private static final double USUAL_JITTER = 0.2;

    /**
     * @throws IllegalArgumentException when the base is not positive, the cap is below it or the jitter is out of range
     */
    public Backoff {
        if (base.isNegative() || base.isZero()) {
            throw new IllegalArgumentException("base is " + base + "; expected more than zero");
        }
        if (cap.compareTo(base) < 0) {
            throw new IllegalArgumentException("cap is " + cap + "; expected at least the base, " + base);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter is " + jitter + "; expected 0 to 1");
        }
    }

    /** Creates a backoff with a jitter of 20 %. */
    public static Backoff between(Duration base, Duration cap) {
        return new Backoff(base, cap, USUAL_JITTER);
    }

    /** Creates a backoff with full jitter: each delay is anything from zero to twice the plain one. */
    public static Backoff withFullJitter(Duration base, Duration cap) {
        return new Backoff(base, cap, 1);
    }

    /**
     * Returns a delay with full jitter, for clients that all failed at the same moment: anything up to the interval, or up to the plain
     * delay after this number of consecutive failures if that is longer.
     */
    public Duration delayWithin(Duration interval, int failures, RandomGenerator random) {
        Duration plain = plain(failures);
        Duration longest = plain.compareTo(interval) > 0 ? plain : interval;
        return Duration.ofNanos((long) (longest.toNanos() * random.nextDouble()));
    }

    /** Returns the delay after this number of consecutive failures, 1 for the first. */
    public Duration delay(int failures, RandomGenerator random) {
        double spread = 1 + (2 * random.nextDouble() - 1) * jitter;
        return Duration.ofNanos((long) (plain(failures).toNanos() * spread));
    }

    private Duration plain(int failures) {
        Duration wait = base;
        for (int i = 1; i < failures && wait.compareTo(cap) < 0; i++) {
            // Written as a comparison because doubling could overflow.
            wait = wait.compareTo(cap.minus(wait)) > 0 ? cap : wait.plus(wait);
        }
        return wait;
    }
}
