package dev.tidings.bench.push;

import java.util.Locale;

/** The percentiles of one round, in milliseconds. */
record Percentiles(double p50, double p99) {
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "p50 %.2f ms   p99 %.2f ms", p50, p99);
    }
}
