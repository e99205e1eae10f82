package dev.tidings.engine.dispatch;

import dev.tidings.core.time.Ticker;
import java.time.Duration;

/** Deliveries of this node that wait for one endpoint's pace: each is given a place behind the last. */
final class RateLimitQueue {
    /** Nobody is sent away for longer, so that a rate that was raised is soon made use of. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final Ticker ticker;
    private long closedUntilNanos;
    private long endNanos;

    RateLimitQueue(Ticker ticker) {
        this.ticker = ticker;
        this.closedUntilNanos = ticker.nanos();
        this.endNanos = closedUntilNanos;
    }

    /** Whether there is no sense in asking the store yet. */
    synchronized boolean closed() {
        return closedUntilNanos - ticker.nanos() > 0;
    }

    /** Whether somebody was given a place that has not come yet. */
    synchronized boolean taken() {
        return endNanos - ticker.nanos() > 0;
    }

    /** No send may begin for so long. */
    synchronized void close(Duration duration) {
        closedUntilNanos = Math.max(closedUntilNanos, ticker.nanos() + duration.toNanos());
    }

    /**
     * When to come back: not before sends may begin, and behind those that were told so before.
     *
     * @param step from one place to the next
     */
    synchronized Duration place(Duration step) {
        long now = ticker.nanos();
        long place = Math.max(now, Math.max(closedUntilNanos, endNanos));
        if (place - now > LONGEST.toNanos()) {
            return LONGEST;
        }
        endNanos = place + step.toNanos();
        return Duration.ofNanos(place - now);
    }
}
