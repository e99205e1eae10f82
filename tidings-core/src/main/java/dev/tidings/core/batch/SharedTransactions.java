package dev.tidings.core.batch;

import dev.tidings.core.store.StoreWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A writer whose waiting writes share one transaction, so that acceptances and completions cost one sync of the disk
 * together. For a store with one write connection. A write that fails does not fail the others.
 */
public final class SharedTransactions implements StoreWriter {
    private final Executor thread;
    private final Consumer<Runnable> together;
    private final Queue<Write> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /**
     * @param thread runs one task at a time
     * @param together runs its argument and returns once everything is durable that it wrote, or throws if nothing was
     *     written; a write that failed within it has left nothing
     */
    public SharedTransactions(Executor thread, Consumer<Runnable> together) {
        this.thread = thread;
        this.together = together;
    }

    @Override
    public void execute(Runnable task) {
        thread.execute(task);
    }

    /** Waits for the tasks that the thread has already, which may add more writes. */
    @Override
    public void commit(Write write) {
        waiting.add(write);
        if (scheduled.compareAndSet(false, true)) {
            try {
                thread.execute(this::commitWaiting);
            } catch (RejectedExecutionException stopping) {
                // This is the last task.
                commitWaiting();
            }
        }
    }

    private void commitWaiting() {
        scheduled.set(false);
        List<Write> writes = new ArrayList<>();
        for (Write next = waiting.poll(); next != null; next = waiting.poll()) {
            writes.add(next);
        }
        if (writes.size() == 1) {
            StoreWriter.super.commit(writes.getFirst());
        } else {
            commit(writes);
        }
    }

    private void commit(List<Write> writes) {
        List<@Nullable Throwable> failures = new ArrayList<>(writes.size());
        try {
            together.accept(() -> writes.forEach(write -> failures.add(failure(write))));
        } catch (RuntimeException | Error failure) {
            writes.forEach(write -> write.failed(failure));
            return;
        }
        for (int i = 0; i < writes.size(); i++) {
            Throwable failure = failures.get(i);
            if (failure == null) {
                writes.get(i).durable();
            } else {
                writes.get(i).failed(failure);
            }
        }
    }

    private static @Nullable Throwable failure(Write write) {
        try {
            write.run();
            return null;
        } catch (RuntimeException | Error failure) {
            return failure;
        }
    }
}
