package dev.tidings.jobs.engine;

import dev.tidings.core.job.DriverFailure;
import dev.tidings.core.job.JobCode;
import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what nobody tells of, such as the end of somebody else's process. */
public final class Waiting {
    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private Waiting() {}

    /** Looks again and again, less often with time; false when it has not come true. */
    public static boolean until(BooleanSupplier done, Duration bound, Ticker ticker) {
        long deadline = ticker.nanos() + bound.toNanos();
        long pause = FIRST_NANOS;
        while (!done.getAsBoolean()) {
            long left = deadline - ticker.nanos();
            if (left <= 0) {
                return false;
            }
            try {
                TimeUnit.NANOSECONDS.sleep(Math.min(pause, left));
            } catch (InterruptedException stopped) {
                throw interrupted(stopped);
            }
            pause = Math.min(pause * 3 / 2, LONGEST_NANOS);
        }
        return true;
    }

    /** What a driver's call ends with when its thread is to end. */
    public static DriverFailure interrupted(InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return new DriverFailure(JobCode.INTERNAL_ERROR, "the server stops", stopped);
    }
}
