package dev.tidings.engine.dispatch;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses with chance in them, so that many who wait for one thing, or many nodes, do not all come at once. */
final class Jitter {
    private static final Duration AT_LEAST = Duration.ofMillis(200);

    private Jitter() {}

    /** What is left of a pause, then up to so much more. */
    static Duration spread(Duration left, Duration within, RandomGenerator random) {
        return left.plusNanos((long) (random.nextDouble() * within.toNanos())).plus(AT_LEAST);
    }
}
