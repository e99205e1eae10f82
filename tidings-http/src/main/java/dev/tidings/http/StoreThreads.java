package dev.tidings.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The threads for blocking store calls, which take on the origin of the request that they serve.
 *
 * @param reads a bounded number of platform threads for reads by key, which share connections with the hot path
 * @param lists runs queries of many rows that people ask for; a read replica may answer them, so nothing may be decided by
 *     the results
 * @param scans runs queries of many rows that something is decided by; the primary answers them
 * @param writer one thread per writing connection: changes run concurrently, so each is guarded in the store
 * @param timer schedules later work; nothing on it blocks
 */
public record StoreThreads(Executor reads, Executor lists, Executor scans, Executor writer, Timer timer) {
    /** Runs a task after a delay; tasks that are still waiting at shutdown are dropped. */
    @FunctionalInterface
    public interface Timer {
        void after(Duration delay, Runnable task);
    }

    public <T> CompletableFuture<T> read(Supplier<T> query) {
        return CompletableFuture.supplyAsync(query, RequestOrigin.carriedTo(reads));
    }

    public <T> CompletableFuture<T> list(Supplier<T> query) {
        return CompletableFuture.supplyAsync(query, RequestOrigin.carriedTo(lists));
    }

    public <T> CompletableFuture<T> scan(Supplier<T> query) {
        return CompletableFuture.supplyAsync(query, RequestOrigin.carriedTo(scans));
    }

    public <T> CompletableFuture<T> write(Supplier<T> change) {
        return CompletableFuture.supplyAsync(change, RequestOrigin.carriedTo(writer));
    }
}
