package dev.tidings.jobs;

import dev.tidings.core.problem.Cause;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * The threads of jobs.
 *
 * @param writer runs blocking store calls
 * @param drivers a bounded number of platform threads, for blocking driver calls
 * @param timer schedules later work; nothing on it blocks
 */
public record JobThreads(Executor writer, Executor drivers, ScheduledExecutorService timer) {
    /** Calls the store on its own threads and waits for the result. */
    <T> T stored(Supplier<T> call) {
        try {
            return CompletableFuture.supplyAsync(call, writer).join();
        } catch (CompletionException failed) {
            throw Cause.unchecked(failed);
        }
    }
}
