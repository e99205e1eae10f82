package dev.tidings.core.batch;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.store.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Commits the items of concurrent callers together. Each commit takes the items that are queued, at most {@code
 * maxBatch}, without waiting for more. Commits of one instance never overlap. If a batch fails, each item is committed
 * again on its own so that one bad item does not fail the others; if the store is unavailable, the whole batch fails at
 * once.
 */
public final class GroupCommit<T, R> {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final String name;
    private final int capacity;
    private final int maxBatch;
    private final Executor executor;
    private final Function<List<T>, List<R>> commit;

    private final ConcurrentLinkedQueue<Waiting<T, R>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    private record Waiting<T, R>(T item, CompletableFuture<R> result) {}

    /**
     * @param name for messages, such as {@code accept}
     * @param executor runs the commits; one platform thread per store connection, shared by all instances that write
     * @param commit returns one result per item, in order, once the commit is durable
     */
    public GroupCommit(String name, int capacity, int maxBatch, Executor executor, Function<List<T>, List<R>> commit) {
        this.name = name;
        this.capacity = capacity;
        this.maxBatch = maxBatch;
        this.executor = executor;
        this.commit = commit;
    }

    /** Queues an item; the future completes after its commit. Throws a ProblemException when the queue is full. */
    public CompletableFuture<R> submit(T item) {
        if (size.incrementAndGet() > capacity) {
            size.decrementAndGet();
            throw Problem.of(ProblemCode.RESOURCE_EXHAUSTED, "the " + name + " queue is full (" + capacity + ")")
                    .retryAfter(RETRY_AFTER)
                    .exception();
        }
        return enqueue(item);
    }

    /** Queues an item that is bounded elsewhere, such as by its lane; never refuses. */
    public CompletableFuture<R> submitUnbounded(T item) {
        size.incrementAndGet();
        return enqueue(item);
    }

    public int waiting() {
        return size.get();
    }

    private CompletableFuture<R> enqueue(T item) {
        CompletableFuture<R> result = new CompletableFuture<>();
        queue.add(new Waiting<>(item, result));
        schedule();
        return result;
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            try {
                executor.execute(this::commitOnce);
            } catch (RuntimeException stopped) {
                scheduled.set(false);
                failAll(stopped);
            }
        }
    }

    private void commitOnce() {
        List<Waiting<T, R>> batch = new ArrayList<>();
        for (Waiting<T, R> next = poll(batch.size()); next != null; next = poll(batch.size())) {
            batch.add(next);
        }
        size.addAndGet(-batch.size());
        try {
            commitBatch(batch);
        } finally {
            scheduled.set(false);
            if (!queue.isEmpty()) {
                schedule();
            }
        }
    }

    private @org.jspecify.annotations.Nullable Waiting<T, R> poll(int taken) {
        return taken < maxBatch ? queue.poll() : null;
    }

    private void commitBatch(List<Waiting<T, R>> batch) {
        if (batch.isEmpty()) {
            return;
        }
        List<R> results;
        try {
            results = commit.apply(batch.stream().map(Waiting::item).toList());
        } catch (RuntimeException | Error failure) {
            if (batch.size() == 1 || failure instanceof StoreUnavailable) {
                batch.forEach(one -> one.result().completeExceptionally(failure));
            } else {
                batch.forEach(one -> commitBatch(List.of(one)));
            }
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).result().complete(results.get(i));
        }
    }

    private void failAll(RuntimeException stopped) {
        for (Waiting<T, R> next = queue.poll(); next != null; next = queue.poll()) {
            size.decrementAndGet();
            next.result().completeExceptionally(stopped);
        }
    }
}
