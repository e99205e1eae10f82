package dev.tidings.core.bulk;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The result of one slice of a bulk run.
 *
 * @param done the number of changed rows
 * @param passedOver the number of rows that were in another state
 * @param next where the next slice starts; null after the last one
 * @param pause the time until the next slice, at most {@link #LONGEST_PAUSE}, so that a cancellation takes effect soon
 */
public record BulkSlice(
        long done, long passedOver, @Nullable String next, Duration pause) {
    public static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    public BulkSlice {
        if (pause.compareTo(LONGEST_PAUSE) > 0) {
            throw new IllegalArgumentException("pause is " + pause + "; expected at most " + LONGEST_PAUSE);
        }
    }

    public static BulkSlice last(long done, long passedOver) {
        return new BulkSlice(done, passedOver, null, Duration.ZERO);
    }

    public static BulkSlice of(long done, long passedOver, @Nullable String next) {
        return new BulkSlice(done, passedOver, next, Duration.ZERO);
    }
}
