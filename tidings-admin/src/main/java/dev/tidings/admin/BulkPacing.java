package dev.tidings.admin;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When the deliveries of a run become due.
 *
 * @param spacing the time between two deliveries
 * @param after the earliest time
 * @param within the range of the random delay that is added per delivery
 */
record BulkPacing(Duration spacing, Duration after, Duration within) {
    static final BulkPacing AT_ONCE = new BulkPacing(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    private static final Duration EACH = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** Spaces deliveries at a rate, with jitter. */
    static BulkPacing ofRate(int perSecond) {
        Duration spacing = Duration.ofSeconds(1).dividedBy(perSecond);
        return new BulkPacing(spacing, Duration.ZERO, spacing);
    }

    /** Spreads deliveries over 50 ms per delivery, at most a minute. */
    static BulkPacing spread(int deliveries, Duration after) {
        Duration within = EACH.multipliedBy(deliveries);
        return new BulkPacing(Duration.ZERO, after, within.compareTo(LONGEST) > 0 ? LONGEST : within);
    }

    /** The delay of the delivery with this index. */
    Duration delay(int number, RandomGenerator random) {
        return after.plus(spacing.multipliedBy(number)).plusNanos((long) (random.nextDouble() * within.toNanos()));
    }
}
