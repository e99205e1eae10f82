package dev.tidings.testkit.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Many threads that begin the same thing at once. */
public final class Race {
    private Race() {}

    public static <T extends @Nullable Object> List<T> of(int threads, Callable<T> each) throws Exception {
        return of(IntStream.range(0, threads).mapToObj(i -> each).toList());
    }

    /** Each on a thread of its own; results in order. */
    public static <T extends @Nullable Object> List<T> of(List<Callable<T>> all) throws Exception {
        CyclicBarrier start = new CyclicBarrier(all.size());
        try (ExecutorService pool = Executors.newFixedThreadPool(all.size())) {
            CompletionService<T> ended = new ExecutorCompletionService<>(pool);
            List<Future<T>> running = all.stream()
                    .map(one -> ended.submit(() -> {
                        start.await();
                        return one.call();
                    }))
                    .toList();
            awaitAll(running.size(), ended, pool);
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                results.add(one.get());
            }
            return results;
        }
    }

    /** Interrupts the rest as soon as one fails: they may wait for what it would have done. */
    private static void awaitAll(int count, CompletionService<?> ended, ExecutorService pool) throws Exception {
        for (int i = 0; i < count; i++) {
            try {
                var _ = ended.take().get();
            } catch (ExecutionException failed) {
                pool.shutdownNow();
                throw failed;
            }
        }
    }
}
