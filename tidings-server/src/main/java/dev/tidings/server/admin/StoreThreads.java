package dev.tidings.server.admin;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Where the store may block.
 *
 * @param reads a bounded number of platform threads for reads by key, which share readers with the hot path
 * @param lists where everything is asked that may read many rows
 * @param writer the one thread of the store's writing connection
 */
public record StoreThreads(Executor reads, Executor lists, Executor writer) {
    public <T> CompletableFuture<T> read(Supplier<T> query) {
        return CompletableFuture.supplyAsync(query, reads);
    }

    public <T> CompletableFuture<T> list(Supplier<T> query) {
        return CompletableFuture.supplyAsync(query, lists);
    }

    public <T> CompletableFuture<T> write(Supplier<T> change) {
        return CompletableFuture.supplyAsync(change, writer);
    }
}
