package dev.tidings.testkit.time;

import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until it is moved, forth or back. Safe for many threads. */
public final class SettableClock implements InstantSource {
    /** Where clocks of tests begin when nothing else is said. */
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

    /** Moves it by that much, back when negative; returns the time it then shows. */
    public Instant advance(Duration by) {
        return now.updateAndGet(instant -> instant.plus(by));
    }

    /** The same time as a ticker, for what measures and expires. */
    public Ticker ticker() {
        return () -> Duration.between(START, now.get()).toNanos();
    }
}
