package dev.tidings.engine.dispatch;

import java.util.concurrent.TimeUnit;

/** How long an endpoint takes to answer: a moving average, in which the last few answers count most. */
final class AnswerTime {
    /** From here on an endpoint counts as slow. */
    static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final double WEIGHT = 0.25;
    private static final double UNKNOWN = -1;

    private double averageNanos = UNKNOWN;

    void learn(long nanos) {
        averageNanos = averageNanos < 0 ? nanos : averageNanos + WEIGHT * (nanos - averageNanos);
    }

    /** An answer has been awaited for so long already: it is no faster than that. */
    void atLeast(long nanos) {
        averageNanos = Math.max(averageNanos, (double) nanos);
    }

    boolean fast() {
        return averageNanos >= 0 && averageNanos < SLOW_NANOS;
    }

    boolean slow() {
        return averageNanos >= SLOW_NANOS;
    }

    /** The average; the bound of what is slow while there is none. */
    long nanos() {
        return averageNanos < 0 ? SLOW_NANOS : (long) averageNanos;
    }
}
