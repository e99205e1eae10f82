package dev.tidings.bench.cluster;

import dev.tidings.bench.http.Arrivals;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;
import org.HdrHistogram.Histogram;

/** The latencies of one round in milliseconds, from when an item was due to its reception. */
record Latencies(double p50, double p99, double max) {
    private static final int DIGITS = 3;

    static Latencies of(int first, int count, IntToLongFunction due, Arrivals arrivals) {
        Histogram histogram = new Histogram(DIGITS);
        for (int number = first; number < first + count; number++) {
            histogram.recordValue(Math.max(0, arrivals.at(number) - due.applyAsLong(number)));
        }
        return new Latencies(
                millis(histogram.getValueAtPercentile(50)),
                millis(histogram.getValueAtPercentile(99)),
                millis(histogram.getMaxValue()));
    }

    static Latencies of(int first, List<Long> due, Arrivals arrivals) {
        return of(first, due.size(), number -> due.get(number - first), arrivals);
    }

    private static double millis(long nanos) {
        return nanos / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "received p50 %7.2f ms   p99 %8.2f ms   at most %8.2f ms", p50, p99, max);
    }
}
