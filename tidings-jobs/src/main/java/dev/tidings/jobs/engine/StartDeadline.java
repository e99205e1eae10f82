package dev.tidings.jobs.engine;

import dev.tidings.core.job.DriverFailure;
import dev.tidings.core.job.JobCode;
import dev.tidings.core.retry.Backoff;
import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The time that a start has, and its end when somebody calls it off. */
public final class StartDeadline {
    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(2), Duration.ofMillis(100), 150);

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

    void callOff() {
        off.countDown();
    }

    public boolean calledOff() {
        return off.getCount() == 0;
    }

    /** Throws a {@link DriverFailure} when there is no time left or the start was called off. */
    public void check(String what) {
        if (calledOff()) {
            throw new DriverFailure(JobCode.START_FAILED, "stopped while it was starting: " + what);
        }
        if (left().isZero()) {
            throw new DriverFailure(JobCode.START_TIMEOUT, what + " within " + all.toMillis() + " ms");
        }
    }

    /** Waits a little before the next look, longer each time, and then {@linkplain #check checks}. */
    public void pause(String what) throws InterruptedException {
        long nanos = PAUSES.after(++looks).toNanos();
        boolean _ = off.await(Math.min(nanos, left().toNanos()), TimeUnit.NANOSECONDS);
        check(what);
    }
}
