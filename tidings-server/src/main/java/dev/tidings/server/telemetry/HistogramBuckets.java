package dev.tidings.server.telemetry;

import java.time.Duration;
import java.util.stream.LongStream;

/** Histogram buckets. */
final class HistogramBuckets {
    /** For durations of milliseconds. */
    static final Duration[] SHORT = ofMillis(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500);

    /** For durations from a millisecond to a day of retries. */
    static final Duration[] LONG = ofMillis(
            1,
            2,
            5,
            10,
            25,
            50,
            100,
            250,
            500,
            1_000,
            2_500,
            5_000,
            10_000,
            30_000,
            60_000,
            300_000,
            1_800_000,
            7_200_000,
            86_400_000);

    private HistogramBuckets() {}

    private static Duration[] ofMillis(long... bounds) {
        return LongStream.of(bounds).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}
