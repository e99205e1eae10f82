package dev.tidings.engine.dispatch;

import java.util.concurrent.TimeUnit;

/** The response time of an endpoint: a moving average dominated by the last few responses. */
final class ResponseTime {
    /** An endpoint is slow from here on. */
    static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final double WEIGHT = 0.25;
    private static final double UNKNOWN = -1;

    private double averageNanos = UNKNOWN;

    void learn(long nanos) {
        averageNanos = averageNanos < 0 ? nanos : averageNanos + WEIGHT * (nanos - averageNanos);
    }

    /** Raises the average to the time that a response has been pending. */
    void atLeast(long nanos) {
        averageNanos = Math.max(averageNanos, (double) nanos);
    }

    boolean fast() {
        return averageNanos >= 0 && averageNanos < SLOW_NANOS;
    }

    boolean slow() {
        return averageNanos >= SLOW_NANOS;
    }

    /** Returns the average, or the slow threshold when there is none. */
    long nanos() {
        return averageNanos < 0 ? SLOW_NANOS : (long) averageNanos;
    }
}
