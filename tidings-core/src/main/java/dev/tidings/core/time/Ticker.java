package dev.tidings.core.time;

/** A monotonic source of nanoseconds, for measuring how long something took. */
@FunctionalInterface
public interface Ticker {
    long nanos();
}
