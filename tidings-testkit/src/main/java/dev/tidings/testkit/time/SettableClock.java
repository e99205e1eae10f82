package dev.tidings.testkit.time;

import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that tests set; it stands still in between. Thread-safe. */
public final class SettableClock implements InstantSource {
    /** The default start time of test clocks. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicReference<Instant> now;

    public SettableClock(Instant start) {
        this.now = new AtomicReference<>(start);
    }

    public static SettableClock atStart() {
        return new SettableClock(START);
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    public void set(Instant instant) {
        now.set(instant);
    }

    /** Moves the clock, backwards if negative; returns the new time. */
    public Instant advance(Duration by) {
        return now.updateAndGet(instant -> instant.plus(by));
    }

    /** The same time as a ticker. */
    public Ticker ticker() {
        return () -> Duration.between(START, now.get()).toNanos();
    }
}
