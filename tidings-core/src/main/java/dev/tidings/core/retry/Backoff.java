package dev.tidings.core.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff: {@code first}, then each wait longer than the previous one by a factor, up to a cap.
 *
 * @param first after the first failure
 * @param longest the cap, before jitter
 * @param percent each wait in percent of the previous one
 */
public record Backoff(Duration first, Duration longest, int percent) {
    private static final int WHOLE = 100;
    private static final int TWICE = 200;
    private static final double JITTER = 0.2;

    public Backoff {
        if (first.isNegative() || longest.isNegative()) {
            throw new IllegalArgumentException("first " + first + ", longest " + longest + "; expected 0 or more");
        }
        if (percent <= WHOLE) {
            throw new IllegalArgumentException("percent is " + percent + "; expected more than " + WHOLE);
        }
    }

    /** Creates a backoff with factor 2. */
    public static Backoff doubling(Duration first, Duration longest) {
        return new Backoff(first, longest, TWICE);
    }

    /** Returns the wait without jitter, for a single client. */
    public Duration after(int failures) {
        Duration wait = first;
        for (int i = 1; i < failures && wait.isPositive() && wait.compareTo(longest) < 0; i++) {
            wait = wait.multipliedBy(percent).dividedBy(WHOLE);
        }
        return wait.compareTo(longest) > 0 ? longest : wait;
    }

    /** Returns the wait with ±20 % jitter, so that many clients do not retry at once. */
    public Duration after(int failures, RandomGenerator random) {
        return around(after(failures), random);
    }

    /** Returns a wait with full jitter: any up to the interval, so that many clients spread over all of it. */
    public static Duration within(Duration interval, RandomGenerator random) {
        return Duration.ofNanos((long) (interval.toNanos() * random.nextDouble()));
    }

    /** Returns an interval with ±20 % jitter. */
    public static Duration around(Duration interval, RandomGenerator random) {
        return Duration.ofNanos((long) (interval.toNanos() * (1 - JITTER + 2 * JITTER * random.nextDouble())));
    }
}
