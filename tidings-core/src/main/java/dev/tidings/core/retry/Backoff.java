package dev.tidings.core.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: {@code first}, then longer by a factor after each further failure, up to a cap.
 *
 * @param first after the first failure
 * @param longest the cap, before jitter
 * @param percent each wait in percent of the one before it
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

    /** Each wait is twice as long as the one before it. */
    public static Backoff doubling(Duration first, Duration longest) {
        return new Backoff(first, longest, TWICE);
    }

    /** Without jitter: for one who waits alone. */
    public Duration after(int failures) {
        Duration wait = first;
        for (int i = 1; i < failures && wait.isPositive() && wait.compareTo(longest) < 0; i++) {
            wait = wait.multipliedBy(percent).dividedBy(WHOLE);
        }
        return wait.compareTo(longest) > 0 ? longest : wait;
    }

    /** Up to 20 % longer or shorter, so that many who wait for one thing do not all come at once. */
    public Duration after(int failures, RandomGenerator random) {
        return around(after(failures), random);
    }

    /** A pace with the same jitter. */
    public static Duration around(Duration pace, RandomGenerator random) {
        return Duration.ofNanos((long) (pace.toNanos() * (1 - JITTER + 2 * JITTER * random.nextDouble())));
    }
}
