package dev.tidings.server.admin;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.QueryStore;
import dev.tidings.server.http.Failures;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Replays what a filter matches, a page after the other. It walks from the newest to the oldest delivery and never
 * comes back, so that one which dies again meanwhile is not replayed twice.
 */
final class ReplayRun {
    private static final int PAGE = 100;

    private final QueryStore query;
    private final Replaying replaying;
    private final StoreThreads threads;
    private final InstantSource clock;
    private final DeliveryFilter filter;
    /** Between one delivery and the next. */
    private final Duration spacing;

    private final int limit;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile Replay progress;

    /** @param limit at most so many */
    ReplayRun(
            String id,
            int matched,
            QueryStore query,
            Replaying replaying,
            StoreThreads threads,
            InstantSource clock,
            DeliveryFilter filter,
            Duration spacing,
            int limit) {
        this.query = query;
        this.replaying = replaying;
        this.threads = threads;
        this.clock = clock;
        this.filter = filter;
        this.spacing = spacing;
        this.limit = limit;
        this.progress = new Replay(id, Replay.Status.RUNNING, matched, 0, 0, clock.instant(), null, null);
    }

    String tenant() {
        return filter.tenant();
    }

    Replay progress() {
        return progress;
    }

    boolean running() {
        return !ended.isDone();
    }

    /** Starts it; the future ends with it, also when it failed. */
    CompletableFuture<Void> start() {
        next(null, Runnable::run);
        return ended;
    }

    private void next(@Nullable String cursor, Executor when) {
        int room = limit - progress.replayed() - progress.passedOver();
        // proceed hears of every end, failures too.
        CompletableFuture<?> _ = CompletableFuture.supplyAsync(() -> cursor, when)
                .thenCompose(from -> threads.list(() -> query.deliveries(filter, from, Math.min(PAGE, room))))
                .thenCompose(page -> threads.write(() -> replay(page)))
                .whenComplete(this::proceed);
    }

    private Page<Delivery> replay(Page<Delivery> page) {
        int replayed = replaying.replay(filter.tenant(), page.items(), spacing);
        Replay before = progress;
        progress = with(
                Replay.Status.RUNNING,
                before.replayed() + replayed,
                before.passedOver() + page.items().size() - replayed,
                null,
                null);
        return page;
    }

    private void proceed(@Nullable Page<Delivery> page, @Nullable Throwable failure) {
        if (page == null) {
            end(
                    Replay.Status.FAILED,
                    failure == null ? null : Failures.problem(failure).message());
        } else if (page.next() == null || progress.replayed() + progress.passedOver() >= limit) {
            end(Replay.Status.FINISHED, null);
        } else {
            long pause = spacing.multipliedBy(page.items().size()).toMillis();
            next(
                    page.next(),
                    pause == 0
                            ? Runnable::run
                            : CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS, threads.lists()));
        }
    }

    private void end(Replay.Status status, @Nullable String error) {
        progress = with(status, progress.replayed(), progress.passedOver(), clock.instant(), error);
        ended.complete(null);
    }

    private Replay with(
            Replay.Status status, int replayed, int passedOver, @Nullable Instant endedAt, @Nullable String error) {
        return new Replay(
                progress.id(), status, progress.matched(), replayed, passedOver, progress.startedAt(), endedAt, error);
    }
}
