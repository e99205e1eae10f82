package dev.tidings.jobs.driver;

import dev.tidings.core.retry.Backoff;
import dev.tidings.core.time.Ticker;
import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.JobCode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Polls for conditions without a notification, such as the end of another process. */
public final class Polling {
    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(1), Duration.ofMillis(50), 150);

    private Polling() {}

    /** Polls with increasing delays until the condition is true; false on timeout. */
    public static boolean until(BooleanSupplier done, Duration bound, Ticker ticker) {
        long deadline = ticker.nanos() + bound.toNanos();
        for (int looks = 1; !done.getAsBoolean(); looks++) {
            long left = deadline - ticker.nanos();
            if (left <= 0) {
                return false;
            }
            try {
                TimeUnit.NANOSECONDS.sleep(Math.min(PAUSES.after(looks).toNanos(), left));
            } catch (InterruptedException stopped) {
                throw interrupted(stopped);
            }
        }
        return true;
    }

    /** Runs clean-up that an earlier interrupt of this thread must not cut short, and restores the interrupt afterwards. */
    public static void uninterrupted(Runnable cleanup) {
        boolean interrupted = Thread.interrupted();
        try {
            cleanup.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The failure of a driver call whose thread was interrupted. */
    public static DriverFailure interrupted(InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return new DriverFailure(JobCode.INTERNAL_ERROR, "the server is shutting down", stopped);
    }
}
