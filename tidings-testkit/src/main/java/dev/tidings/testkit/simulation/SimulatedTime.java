package dev.tidings.testkit.simulation;

import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Simulated time: a wall clock that may be set, and a monotonic ticker. */
public final class SimulatedTime implements InstantSource, Ticker {
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private long nanos;
    private Duration skew = Duration.ZERO;

    @Override
    public Instant instant() {
        return BEGINNING.plusNanos(nanos).plus(skew);
    }

    @Override
    public long nanos() {
        return nanos;
    }

    /** Moves the wall clock; backwards if negative. */
    public void step(Duration by) {
        skew = skew.plus(by);
    }

    void advanceTo(long then) {
        nanos = Math.max(nanos, then);
    }
}
