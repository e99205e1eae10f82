package dev.tidings.admin;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.QueryStore;
import dev.tidings.http.Failures;
import dev.tidings.http.StoreThreads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Changes the deliveries that match a filter, page by page from the newest to the oldest. It never goes back, so a
 * delivery that dies or fails again meanwhile is not changed twice.
 */
final class BulkPass {
    private static final int PAGE = 100;

    private final Plan plan;
    private final BulkChange.Slice slice;
    private final QueryStore query;
    private final StoreThreads threads;
    private final InstantSource clock;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile BulkProgress progress;

    /**
     * The plan of a run.
     *
     * @param matched the number of matching deliveries when they were counted
     * @param limit the maximum number of deliveries to change
     */
    record Plan(DeliveryFilter filter, int matched, BulkPacing pacing, int limit) {}

    BulkPass(
            String id, Plan plan, BulkChange.Slice slice, QueryStore query, StoreThreads threads, InstantSource clock) {
        this.plan = plan;
        this.slice = slice;
        this.query = query;
        this.threads = threads;
        this.clock = clock;
        this.progress =
                new BulkProgress(id, BulkProgress.Status.RUNNING, plan.matched(), 0, 0, clock.instant(), null, null);
    }

    String tenant() {
        return plan.filter().tenant();
    }

    BulkProgress progress() {
        return progress;
    }

    boolean running() {
        return !ended.isDone();
    }

    /** Starts the run. The future completes when the run ends, even if it failed. */
    CompletableFuture<Void> start() {
        next(null, Runnable::run);
        return ended;
    }

    private void next(@Nullable String cursor, Executor when) {
        int room = plan.limit() - progress.done() - progress.passedOver();
        // proceed handles failures too.
        CompletableFuture<?> _ = CompletableFuture.supplyAsync(() -> cursor, when)
                .thenCompose(from -> threads.list(() -> query.deliveries(plan.filter(), from, Math.min(PAGE, room))))
                .thenCompose(page -> threads.write(() -> change(page)))
                .whenComplete(this::proceed);
    }

    private Page<Delivery> change(Page<Delivery> page) {
        int changed = slice.change(plan.filter().tenant(), page.items(), plan.pacing());
        BulkProgress before = progress;
        progress = with(
                BulkProgress.Status.RUNNING,
                before.done() + changed,
                before.passedOver() + page.items().size() - changed,
                null,
                null);
        return page;
    }

    private void proceed(@Nullable Page<Delivery> page, @Nullable Throwable failure) {
        if (page == null) {
            end(
                    BulkProgress.Status.FAILED,
                    failure == null ? null : Failures.problem(failure).message());
        } else if (page.next() == null || progress.done() + progress.passedOver() >= plan.limit()) {
            end(BulkProgress.Status.FINISHED, null);
        } else {
            Duration pause = plan.pacing().spacing().multipliedBy(page.items().size());
            next(page.next(), pause.isZero() ? Runnable::run : threads.listsAfter(pause));
        }
    }

    private void end(BulkProgress.Status status, @Nullable String error) {
        progress = with(status, progress.done(), progress.passedOver(), clock.instant(), error);
        ended.complete(null);
    }

    private BulkProgress with(
            BulkProgress.Status status, int done, int passedOver, @Nullable Instant endedAt, @Nullable String error) {
        return new BulkProgress(
                progress.id(), status, progress.matched(), done, passedOver, progress.startedAt(), endedAt, error);
    }
}
