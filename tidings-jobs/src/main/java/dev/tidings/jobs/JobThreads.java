package dev.tidings.jobs;

import dev.tidings.core.problem.Cause;
import dev.tidings.core.store.StoreUnavailable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The threads of jobs.
 *
 * @param writer runs blocking store calls
 * @param drivers a bounded number of platform threads, for blocking driver calls
 * @param timer schedules later work; nothing on it blocks
 */
public record JobThreads(Executor writer, Executor drivers, ScheduledExecutorService timer) {
    private static final int TRIES = 600;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Calls the store on its own threads and waits for the result. */
    <T> T stored(Supplier<T> call) {
        try {
            return CompletableFuture.supplyAsync(call, writer).join();
        } catch (CompletionException failed) {
            throw Cause.unchecked(failed);
        }
    }

    /**
     * Calls the store, and retries for a minute while it is unavailable, because the driver's result must be
     * recorded.
     */
    <T> T storedWithRetries(Supplier<T> call) {
        for (int tries = 1; ; tries++) {
            try {
                return stored(call);
            } catch (StoreUnavailable away) {
                if (tries == TRIES || Thread.currentThread().isInterrupted()) {
                    throw away;
                }
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }
}
