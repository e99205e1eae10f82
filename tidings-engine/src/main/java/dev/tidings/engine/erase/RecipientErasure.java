package dev.tidings.engine.erase;

import dev.tidings.core.bulk.BulkRun;
import dev.tidings.core.bulk.BulkSlice;
import dev.tidings.core.store.ErasureStore;
import dev.tidings.core.store.ErasureStore.ErasureStep;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.Subscriptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Erases a recipient in slices: profile and endpoints first, then subscriptions, then the deliveries that exist at that time, and
 * at last their events in the log of push. A delivery that is being sent keeps its lease; the run comes back to it until it has
 * ended, so that no event follows.
 */
public final class RecipientErasure {
    private static final int DELIVERIES = 100;

    /** The time between two looks at deliveries that are being sent. */
    private static final Duration RECHECK = Duration.ofSeconds(1);

    private final ErasureStore store;
    private final Subscriptions subscriptions;
    private final EventRemoval events;
    private final Executor writes;

    /** @param writes runs changes of the store, which block */
    public RecipientErasure(ErasureStore store, Subscriptions subscriptions, EventRemoval events, Executor writes) {
        this.store = store;
        this.subscriptions = subscriptions;
        this.events = events;
        this.writes = writes;
    }

    /** Does the slice at the cursor of a run. It can be repeated. */
    public CompletableFuture<BulkSlice> slice(BulkRun run, String recipient) {
        return switch (ErasureProgress.of(run.cursor())) {
            case ErasureProgress.Forgetting _ -> writing(() -> forget(run, recipient));
            case ErasureProgress.Unsubscribing at -> writing(() -> unsubscribe(run, recipient, at));
            case ErasureProgress.Erasing at -> writing(() -> erase(run, recipient, at));
            case ErasureProgress.RemovingEvents at ->
                events.remove(run.tenant(), recipient, at.after())
                        .thenCompose(next -> next == null
                                ? writing(() -> end(run, recipient))
                                : CompletableFuture.completedFuture(
                                        next(0, new ErasureProgress.RemovingEvents(next), Duration.ZERO)));
        };
    }

    private CompletableFuture<BulkSlice> writing(Supplier<BulkSlice> slice) {
        return CompletableFuture.supplyAsync(slice, writes);
    }

    private BulkSlice forget(BulkRun run, String recipient) {
        var _ = store.forget(run.tenant(), recipient);
        return next(0, new ErasureProgress.Unsubscribing(null), Duration.ZERO);
    }

    private BulkSlice unsubscribe(BulkRun run, String recipient, ErasureProgress.Unsubscribing at) {
        Page<String> topics = subscriptions.topicsOf(run.tenant(), recipient, at.after());
        subscriptions.unsubscribe(run.tenant(), recipient, topics.items());
        if (topics.next() != null) {
            return next(0, new ErasureProgress.Unsubscribing(topics.next()), Duration.ZERO);
        }
        String last = store.last(run.tenant(), recipient);
        ErasureProgress deliveries =
                last == null ? new ErasureProgress.RemovingEvents("") : new ErasureProgress.Erasing(last, "", null);
        return next(0, deliveries, Duration.ZERO);
    }

    private BulkSlice erase(BulkRun run, String recipient, ErasureProgress.Erasing at) {
        ErasureStep step = store.erase(run.tenant(), recipient, at.last(), at.after(), DELIVERIES);
        String unfinished = at.unfinished() == null ? step.unfinished() : at.unfinished();
        if (step.next() != null) {
            return next(step.erased(), new ErasureProgress.Erasing(at.last(), step.next(), unfinished), Duration.ZERO);
        }
        return unfinished == null
                ? next(step.erased(), new ErasureProgress.RemovingEvents(""), Duration.ZERO)
                : next(step.erased(), new ErasureProgress.Erasing(at.last(), unfinished, null), RECHECK);
    }

    private BulkSlice end(BulkRun run, String recipient) {
        store.recordErased(run.tenant(), recipient, run.id());
        return BulkSlice.last(0, 0);
    }

    private static BulkSlice next(int erased, ErasureProgress progress, Duration pause) {
        return new BulkSlice(erased, 0, progress.cursor(), pause);
    }
}
