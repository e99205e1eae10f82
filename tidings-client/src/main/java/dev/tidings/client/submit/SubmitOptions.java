package dev.tidings.client.submit;

import dev.tidings.client.Backoff;
import java.time.Duration;

/**
 * Time limits and retries of a submission. Each method returns a changed copy.
 *
 * @param within limit for a submission with all its attempts, at most one day
 * @param tryWithin limit for one attempt, at most one day
 * @param backoff delays between attempts; the server's Retry-After makes them longer, never shorter
 * @param listener observes every attempt
 */
public record SubmitOptions(Duration within, Duration tryWithin, Backoff backoff, SubmitListener listener) {
    /** Declared before DEFAULT, whose constructor reads it. */
    private static final Duration LONGEST = Duration.ofDays(1);

    /** 30 s in total, 10 s per attempt, backoff of 100 ms to 5 s. */
    public static final SubmitOptions DEFAULT = new SubmitOptions(
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Backoff.between(Duration.ofMillis(100), Duration.ofSeconds(5)),
            SubmitListener.NONE);

    /** @throws IllegalArgumentException when a time is out of its range */
    public SubmitOptions {
        positive("within", within);
        positive("tryWithin", tryWithin);
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + " is " + value + "; expected more than zero and at most " + LONGEST);
        }
    }

    public SubmitOptions within(Duration whole) {
        return new SubmitOptions(whole, tryWithin, backoff, listener);
    }

    public SubmitOptions tryWithin(Duration single) {
        return new SubmitOptions(within, single, backoff, listener);
    }

    public SubmitOptions backoff(Backoff other) {
        return new SubmitOptions(within, tryWithin, other, listener);
    }

    public SubmitOptions listener(SubmitListener other) {
        return new SubmitOptions(within, tryWithin, backoff, other);
    }
}
