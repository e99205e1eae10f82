package dev.tidings.testkit.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
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
            List<Future<T>> running = all.stream()
                    .map(one -> pool.submit(() -> {
                        start.await();
                        return one.call();
                    }))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                results.add(one.get());
            }
            return results;
        }
    }
}
