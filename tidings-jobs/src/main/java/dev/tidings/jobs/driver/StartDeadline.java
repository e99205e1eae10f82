package dev.tidings.jobs.driver;

import dev.tidings.core.retry.Backoff;
import dev.tidings.core.time.Ticker;
import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.JobCode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The deadline of a start, which can also be cancelled. */
public final class StartDeadline {
    /** A pause is a sixth of the time since the first check, so a runtime is found ready at most that much late. */
    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(1), Duration.ofMillis(100), 120);

    private final Ticker ticker;
    private final long deadline;
    private final Duration all;
    private final CountDownLatch off = new CountDownLatch(1);
    private int looks;

    public StartDeadline(Ticker ticker, Duration all) {
        this.ticker = ticker;
        this.all = all;
        this.deadline = ticker.nanos() + all.toNanos();
    }

    public Duration left() {
        return Duration.ofNanos(Math.max(0, deadline - ticker.nanos()));
    }

    void cancel() {
        off.countDown();
    }

    public boolean cancelled() {
        return off.getCount() == 0;
    }

    /** Throws a {@link DriverFailure} if the deadline has passed or the start was cancelled. */
    public void check(String what) {
        if (cancelled()) {
            throw new DriverFailure(JobCode.START_FAILED, "stopped during the start: " + what);
        }
        if (left().isZero()) {
            throw new DriverFailure(JobCode.START_TIMEOUT, what + " within " + all.toMillis() + " ms");
        }
    }

    /** Waits before the next check, longer each time, and then {@linkplain #check checks the deadline}. */
    public void pause(String what) throws InterruptedException {
        long nanos = PAUSES.after(++looks).toNanos();
        boolean _ = off.await(Math.min(nanos, left().toNanos()), TimeUnit.NANOSECONDS);
        check(what);
    }
}
