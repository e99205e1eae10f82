package dev.tidings.engine.dispatch;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses with chance in them, so that many who wait for one thing, or many nodes, do not all come at once. */
final class Pauses {
    private static final Duration AT_LEAST = Duration.ofMillis(200);
    private static final double PART = 0.2;

    private Pauses() {}

    /** What is left of a pause, then up to so much more. */
    static Duration spread(Duration left, Duration within, RandomGenerator random) {
        return left.plusNanos((long) (random.nextDouble() * within.toNanos())).plus(AT_LEAST);
    }

    /** A pace, a fifth faster or slower. */
    static Duration around(Duration pace, RandomGenerator random) {
        return Duration.ofNanos((long) (pace.toNanos() * (1 - PART + 2 * PART * random.nextDouble())));
    }
}
