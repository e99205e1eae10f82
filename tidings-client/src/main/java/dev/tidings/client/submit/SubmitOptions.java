package dev.tidings.client.submit;

import dev.tidings.client.Backoff;
import java.time.Duration;

/**
 * How long to try. Each method answers a changed copy.
 *
 * @param within for a submission with all its tries
 * @param tryWithin for a single try
 * @param backoff between tries; the server's Retry-After makes it longer, never shorter
 * @param listener hears of every try
 */
public record SubmitOptions(Duration within, Duration tryWithin, Backoff backoff, SubmitListener listener) {
    /** 30 s in all, 10 s a try, backoff of 100 ms to 5 s. */
    public static final SubmitOptions DEFAULT = new SubmitOptions(
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Backoff.between(Duration.ofMillis(100), Duration.ofSeconds(5)),
            SubmitListener.NONE);

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
