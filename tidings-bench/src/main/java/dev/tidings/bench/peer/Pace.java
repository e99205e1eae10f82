package dev.tidings.bench.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** An open loop: calls are due at a steady rate, independent of earlier ones. */
final class Pace {
    private static final int CALLERS = 16;

    private Pace() {}

    /** Returns when each call was due. */
    static long[] keep(int first, int count, double perSecond, IntConsumer call) throws Exception {
        long[] due = new long[count];
        List<Future<?>> calls = new ArrayList<>(count);
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            long begin = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(10);
            for (int i = 0; i < count; i++) {
                due[i] = begin + (long) (i * (TimeUnit.SECONDS.toNanos(1) / perSecond));
                for (long left = due[i] - System.nanoTime(); left > 0; left = due[i] - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                int number = first + i;
                calls.add(callers.submit(() -> call.accept(number)));
            }
            for (Future<?> one : calls) {
                one.get();
            }
        }
        return due;
    }
}
