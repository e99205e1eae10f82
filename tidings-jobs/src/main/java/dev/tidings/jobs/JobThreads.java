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
 * Where what may block is done.
 *
 * @param writer where the store may block
 * @param drivers a bounded number of platform threads, where drivers may block
 * @param timer starts what is to happen later; nothing on it blocks
 */
public record JobThreads(Executor writer, Executor drivers, ScheduledExecutorService timer) {
    private static final int PATIENCE = 600;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** What the store says, on its own threads. */
    <T> T stored(Supplier<T> call) {
        try {
            return CompletableFuture.supplyAsync(call, writer).join();
        } catch (CompletionException failed) {
            throw Cause.unchecked(failed);
        }
    }

    /** The same, tried again for a minute while the store is away: what the driver did is to be written down. */
    <T> T storedPatiently(Supplier<T> call) {
        for (int tries = 1; ; tries++) {
            try {
                return stored(call);
            } catch (StoreUnavailable away) {
                if (tries == PATIENCE || Thread.currentThread().isInterrupted()) {
                    throw away;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
