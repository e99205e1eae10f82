package dev.tidings.bench.cluster;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The rates of a round, in items per second.
 *
 * @param enqueue until all were enqueued
 * @param process from then to the last persisted result; not meaningful if workers ran meanwhile
 * @param whole from the first enqueue to the last persisted result
 */
record LifeRates(double enqueue, double process, double whole) {
    static LifeRates of(int count, long begun, long enqueued, long ended) {
        return new LifeRates(
                perSecond(count, enqueued - begun),
                perSecond(count, ended - enqueued),
                perSecond(count, ended - begun));
    }

    static double perSecond(int count, long nanos) {
        return count * (double) TimeUnit.SECONDS.toNanos(1) / Math.max(1, nanos);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "whole life %,8.0f/s   (enqueue %,8.0f/s, process %,8.0f/s)", whole, enqueue, process);
    }
}
