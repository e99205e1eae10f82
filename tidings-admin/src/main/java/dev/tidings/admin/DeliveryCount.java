package dev.tidings.admin;

import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.QueryStore;
import dev.tidings.http.StoreThreads;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Counts matching deliveries in steps, so that other list queries can run in between. */
final class DeliveryCount {
    private final QueryStore query;
    private final StoreThreads threads;
    private final DeliveryFilter filter;
    private final int bound;

    /** @param bound the counting limit */
    DeliveryCount(QueryStore query, StoreThreads threads, DeliveryFilter filter, int bound) {
        this.query = query;
        this.threads = threads;
        this.filter = filter;
        this.bound = bound;
    }

    CompletableFuture<Integer> count() {
        return from(null, 0);
    }

    private CompletableFuture<Integer> from(@Nullable String cursor, int counted) {
        return threads.scan(() -> query.count(filter, cursor, bound - counted)).thenCompose(tally -> {
            int now = counted + tally.counted();
            return tally.next() == null ? CompletableFuture.completedFuture(now) : from(tally.next(), now);
        });
    }
}
