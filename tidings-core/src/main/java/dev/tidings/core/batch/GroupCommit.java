package dev.tidings.core.batch;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.store.StoreWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
    private final StoreWriter writer;
    private final Function<List<T>, ? extends PreparedBatch<R>> preparation;

    private final ConcurrentLinkedQueue<Waiting<T, R>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    private record Waiting<T, R>(T item, CompletableFuture<R> result) {}

    /** A batch that is about to be written; what it holds, such as permits, is its own. */
    public interface PreparedBatch<R> {
        /** Writes to the store. Nothing is durable yet when this returns. */
        void write();

        /** Called once everything is durable; returns one result per item, in order. */
        List<R> committed();

        /** Called instead if nothing was written. */
        void failed();
    }

    private GroupCommit(
            String name,
            int capacity,
            int maxBatch,
            StoreWriter writer,
            Function<List<T>, ? extends PreparedBatch<R>> preparation) {
        this.name = name;
        this.capacity = capacity;
        this.maxBatch = maxBatch;
        this.writer = writer;
        this.preparation = preparation;
    }

    /**
     * Batches that are only written.
     *
     * @param name for messages, such as {@code accept}
     * @param writer runs the commits; shared by all instances that write
     * @param write returns one result per item, in order; they are delivered once the write is durable
     */
    public static <T, R> GroupCommit<T, R> of(
            String name, int capacity, int maxBatch, StoreWriter writer, Function<List<T>, List<R>> write) {
        return new GroupCommit<>(name, capacity, maxBatch, writer, batch -> new WrittenBatch<>(batch, write));
    }

    /**
     * Batches that do something before or after the write.
     *
     * @param preparation prepares a batch on a thread of the writer, outside of any transaction
     */
    public static <T, R> GroupCommit<T, R> prepared(
            String name,
            int capacity,
            int maxBatch,
            StoreWriter writer,
            Function<List<T>, ? extends PreparedBatch<R>> preparation) {
        return new GroupCommit<>(name, capacity, maxBatch, writer, preparation);
    }

    private static final class WrittenBatch<T, R> implements PreparedBatch<R> {
        private final List<T> batch;
        private final Function<List<T>, List<R>> write;
        private List<R> results = List.of();

        WrittenBatch(List<T> batch, Function<List<T>, List<R>> write) {
            this.batch = batch;
            this.write = write;
        }

        @Override
        public void write() {
            results = write.apply(batch);
        }

        @Override
        public List<R> committed() {
            return results;
        }

        @Override
        public void failed() {}
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
                writer.execute(this::commitOnce);
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
        commit(batch, this::commitNext);
    }

    private void commitNext() {
        scheduled.set(false);
        if (!queue.isEmpty()) {
            schedule();
        }
    }

    private @Nullable Waiting<T, R> poll(int taken) {
        return taken < maxBatch ? queue.poll() : null;
    }

    private void commit(List<Waiting<T, R>> batch, Runnable then) {
        if (batch.isEmpty()) {
            then.run();
            return;
        }
        PreparedBatch<R> prepared;
        try {
            prepared = preparation.apply(batch.stream().map(Waiting::item).toList());
        } catch (RuntimeException | Error failure) {
            fail(batch, failure, then);
            return;
        }
        writer.commit(new StoreWriter.Write() {
            @Override
            public void run() {
                prepared.write();
            }

            @Override
            public void durable() {
                complete(batch, prepared);
                then.run();
            }

            @Override
            public void failed(Throwable failure) {
                prepared.failed();
                fail(batch, failure, then);
            }
        });
    }

    private static <T, R> void complete(List<Waiting<T, R>> batch, PreparedBatch<R> prepared) {
        List<R> results;
        try {
            results = prepared.committed();
        } catch (RuntimeException | Error defect) {
            batch.forEach(one -> one.result().completeExceptionally(defect));
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).result().complete(results.get(i));
        }
    }

    private void fail(List<Waiting<T, R>> batch, Throwable failure, Runnable then) {
        if (batch.size() == 1 || failure instanceof StoreUnavailable) {
            batch.forEach(one -> one.result().completeExceptionally(failure));
            then.run();
            return;
        }
        AtomicInteger left = new AtomicInteger(batch.size());
        for (Waiting<T, R> one : batch) {
            commit(List.of(one), () -> {
                if (left.decrementAndGet() == 0) {
                    then.run();
                }
            });
        }
    }

    private void failAll(RuntimeException stopped) {
        for (Waiting<T, R> next = queue.poll(); next != null; next = queue.poll()) {
            size.decrementAndGet();
            next.result().completeExceptionally(stopped);
        }
    }
}
