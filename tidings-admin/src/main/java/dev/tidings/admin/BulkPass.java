package dev.tidings.admin;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.QueryStore;
import dev.tidings.http.StoreThreads;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Changes the deliveries that match a filter once, in memory only, page by page from the newest to the oldest: for changes
 * that merely hasten what happens anyway. All others are bulk runs.
 */
final class BulkPass {
    private static final int PAGE = 100;

    private final DeliveryFilter filter;
    private final BulkPacing pacing;
    private final BulkChange.Slice slice;
    private final QueryStore query;
    private final StoreThreads threads;

    BulkPass(DeliveryFilter filter, BulkPacing pacing, BulkChange.Slice slice, QueryStore query, StoreThreads threads) {
        this.filter = filter;
        this.pacing = pacing;
        this.slice = slice;
        this.query = query;
        this.threads = threads;
    }

    /** Completes when all deliveries have had their turn. */
    CompletableFuture<@Nullable Void> start() {
        return from(null, FilteredRuns.MOST_COUNTED);
    }

    private CompletableFuture<@Nullable Void> from(@Nullable String cursor, int room) {
        return threads.list(() -> query.deliveries(filter, cursor, Math.min(PAGE, room)))
                .thenCompose(page -> threads.write(() -> change(page)))
                .thenCompose(page -> {
                    int left = room - page.items().size();
                    return page.next() == null || left <= 0
                            ? CompletableFuture.completedFuture(null)
                            : from(page.next(), left);
                });
    }

    private Page<Delivery> change(Page<Delivery> page) {
        int _ = slice.change(filter.tenant(), page.items(), pacing);
        return page;
    }
}
