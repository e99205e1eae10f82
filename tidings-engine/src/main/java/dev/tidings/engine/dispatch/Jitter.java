package dev.tidings.engine.dispatch;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Adds jitter to pauses, so that many waiting deliveries or nodes do not resume at once. */
final class Jitter {
    private static final Duration AT_LEAST = Duration.ofMillis(200);

    private Jitter() {}

    /** Returns the rest of a pause plus up to {@code within} at random. */
    static Duration spread(Duration left, Duration within, RandomGenerator random) {
        return left.plusNanos((long) (random.nextDouble() * within.toNanos())).plus(AT_LEAST);
    }
}
