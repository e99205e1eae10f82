package dev.tidings.server.admin;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How the deliveries of a run become due.
 *
 * @param spacing between one and the next
 * @param after none is due earlier
 * @param within each comes up to so much later, by chance
 */
record BulkPacing(Duration spacing, Duration after, Duration within) {
    static final BulkPacing AT_ONCE = new BulkPacing(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    private static final Duration EACH = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** So many a second, with chance between one and the next. */
    static BulkPacing ofRate(int perSecond) {
        Duration spacing = Duration.ofSeconds(1).dividedBy(perSecond);
        return new BulkPacing(spacing, Duration.ZERO, spacing);
    }

    /** Spread over a time that grows with how many there are, a minute at most. */
    static BulkPacing spread(int deliveries, Duration after) {
        Duration within = EACH.multipliedBy(deliveries);
        return new BulkPacing(Duration.ZERO, after, within.compareTo(LONGEST) > 0 ? LONGEST : within);
    }

    /** When the one of this number is due. */
    Duration delay(int number, RandomGenerator random) {
        return after.plus(spacing.multipliedBy(number)).plusNanos((long) (random.nextDouble() * within.toNanos()));
    }
}
