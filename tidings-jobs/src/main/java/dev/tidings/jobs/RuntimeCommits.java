package dev.tidings.jobs;

import dev.tidings.core.batch.GroupCommit;
import dev.tidings.core.problem.Cause;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.jobs.runtime.RuntimeStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits changes of runtimes. Changes that are submitted at the same time share a transaction. */
final class RuntimeCommits {
    private static final Logger LOG = LoggerFactory.getLogger(RuntimeCommits.class);
    private static final int MAX_BATCH = 64;
    private static final int TRIES = 600;
    private static final Duration RETRY_AFTER = Duration.ofMillis(100);
    private static final Duration MARKED_WITHIN = Duration.ofMillis(200);

    private final RuntimeStore store;
    private final JobThreads threads;
    private final GroupCommit<Consumer<RuntimeStore>, Boolean> commits;

    /** Published operations that are not marked yet. */
    private final Queue<String> published = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean flushPlanned = new AtomicBoolean();

    RuntimeCommits(RuntimeStore store, JobThreads threads) {
        this.store = store;
        this.threads = threads;
        // The number of job threads, API calls and entries per read bounds the queue.
        this.commits =
                GroupCommit.of("runtimes", Integer.MAX_VALUE, MAX_BATCH, threads.writer()::execute, this::commit);
    }

    /** The future completes with the result of the change once it is durable, on a thread that must not block. */
    <T> CompletableFuture<T> submit(Function<RuntimeStore, T> change) {
        AtomicReference<T> result = new AtomicReference<>();
        return commits.submitUnbounded(all -> result.set(change.apply(all)))
                .thenApply(_ -> Objects.requireNonNull(result.get()));
    }

    /** Retries for a minute while the store is unavailable, because the driver's result must be recorded. */
    <T> CompletableFuture<T> submitWithRetries(Function<RuntimeStore, T> change) {
        return attempt(change, 1);
    }

    private <T> CompletableFuture<T> attempt(Function<RuntimeStore, T> change, int tries) {
        return submit(change)
                .exceptionallyCompose(failure -> Cause.of(failure) instanceof StoreUnavailable && tries < TRIES
                        ? later(() -> attempt(change, tries + 1))
                        : CompletableFuture.failedFuture(failure));
    }

    private <T> CompletableFuture<T> later(Supplier<CompletableFuture<T>> work) {
        Executor delayed = task -> {
            var _ = threads.timer().schedule(task, RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS);
        };
        return CompletableFuture.runAsync(() -> {}, delayed).thenCompose(_ -> work.get());
    }

    /**
     * Marks an operation as published, with the next commit or after {@link #MARKED_WITHIN}. A crash before that repeats
     * a publication that the script in Redis recognizes, so the mark needs no commit of its own.
     */
    void published(String operation) {
        published.add(operation);
        if (flushPlanned.compareAndSet(false, true)) {
            try {
                var _ = threads.timer().schedule(this::flushPlanned, MARKED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException stopping) {
                LOG.debug("publications are marked after the next start", stopping);
            }
        }
    }

    private void flushPlanned() {
        var _ = flush();
    }

    /** Marks what was published. */
    CompletableFuture<Boolean> flush() {
        flushPlanned.set(false);
        return published.isEmpty() ? CompletableFuture.completedFuture(true) : submit(_ -> true);
    }

    private List<Boolean> commit(List<Consumer<RuntimeStore>> changes) {
        List<String> marked = new ArrayList<>();
        for (String next = published.poll(); next != null; next = published.poll()) {
            marked.add(next);
        }
        try {
            return store.together(all -> {
                changes.forEach(change -> change.accept(all));
                all.published(marked);
                return Collections.nCopies(changes.size(), true);
            });
        } catch (RuntimeException failed) {
            published.addAll(marked);
            throw failed;
        }
    }
}
