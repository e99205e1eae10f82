package dev.tidings.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: {@code base}, then twice as long after every further failure up to {@code cap}, each
 * time spread by {@code jitter} to both sides, so that clients do not come back in step.
 *
 * @param base the first wait
 * @param cap the longest wait before it is spread
 * @param jitter the part by which a wait may be shorter or longer, 0 to 1
 */
public record Backoff(Duration base, Duration cap, double jitter) {
    private static final double USUAL_JITTER = 0.2;

    /** @throws IllegalArgumentException when the base is not positive, the cap is below it or the jitter is out of range */
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

    /** Spread by 20 % to both sides. */
    public static Backoff between(Duration base, Duration cap) {
        return new Backoff(base, cap, USUAL_JITTER);
    }

    /** The wait after so many failures in a row, 1 for the first. */
    public Duration delay(int failures, RandomGenerator random) {
        double spread = 1 + (2 * random.nextDouble() - 1) * jitter;
        return Duration.ofNanos((long) (plain(failures).toNanos() * spread));
    }

    private Duration plain(int failures) {
        Duration wait = base;
        for (int i = 1; i < failures && wait.compareTo(cap) < 0; i++) {
            // Adding cannot overflow where the cap did not.
            wait = wait.compareTo(cap.minus(wait)) > 0 ? cap : wait.plus(wait);
        }
        return wait;
    }
}
