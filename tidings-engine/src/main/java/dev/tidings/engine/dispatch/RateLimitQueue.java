package dev.tidings.engine.dispatch;

import dev.tidings.core.time.Ticker;
import java.time.Duration;

/** Schedules this node's deliveries that wait for one endpoint's rate, one after the other. */
final class RateLimitQueue {
    /** Caps waits, so that a raised rate takes effect soon. */
    private static final Duration MAX_WAIT = Duration.ofMinutes(1);

    private final Ticker ticker;
    private long closedUntilNanos;
    private long endNanos;

    RateLimitQueue(Ticker ticker) {
        this.ticker = ticker;
        this.closedUntilNanos = ticker.nanos();
        this.endNanos = closedUntilNanos;
    }

    /** Returns whether asking the store is still pointless. */
    synchronized boolean closed() {
        return closedUntilNanos - ticker.nanos() > 0;
    }

    /** Returns whether a scheduled time is still to come. */
    synchronized boolean hasScheduled() {
        return endNanos - ticker.nanos() > 0;
    }

    /** Blocks sends for this duration. */
    synchronized void close(Duration duration) {
        closedUntilNanos = Math.max(closedUntilNanos, ticker.nanos() + duration.toNanos());
    }

    /**
     * Returns when to come back: not before sends may begin, and after the earlier ones.
     *
     * @param step between two scheduled times
     */
    synchronized Duration nextSlot(Duration step) {
        long now = ticker.nanos();
        long slot = Math.max(now, Math.max(closedUntilNanos, endNanos));
        if (slot - now > MAX_WAIT.toNanos()) {
            return MAX_WAIT;
        }
        endNanos = slot + step.toNanos();
        return Duration.ofNanos(slot - now);
    }
}
