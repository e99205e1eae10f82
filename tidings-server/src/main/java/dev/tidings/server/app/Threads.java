package dev.tidings.server.app;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * All threads of a server.
 *
 * @param writer what writes to the store: one thread when the store has one connection for it
 * @param reads queries of the store; native calls, so platform threads
 * @param timer starts what is to happen later; nothing on it blocks
 * @param sends a virtual thread an attempt
 */
record Threads(ExecutorService writer, ExecutorService reads, ScheduledThreadPoolExecutor timer, ExecutorService sends)
        implements AutoCloseable {
    private static final int READS_WAITING = 10_000;
    private static final Duration IDLE = Duration.ofSeconds(30);

    /**
     * @param readers connections that read
     * @param writers connections that write
     */
    static Threads start(int readers, int writers) {
        ThreadPoolExecutor writer = new ThreadPoolExecutor(
                writers,
                writers,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                named(writers == 1 ? "tidings-writer" : "tidings-writer-"));
        ThreadPoolExecutor reads = new ThreadPoolExecutor(
                readers,
                readers,
                IDLE.toSeconds(),
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(READS_WAITING),
                named("tidings-reader-"));
        reads.allowCoreThreadTimeOut(true);
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named("tidings-timer"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return new Threads(
                writer,
                reads,
                timer,
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("tidings-send-", 0).factory()));
    }

    /** Lets the writer finish what it was given; the rest ends at once. */
    @Override
    public void close() {
        timer.shutdownNow();
        sends.shutdownNow();
        writer.shutdown();
        reads.shutdown();
        for (ExecutorService one : List.of(writer, reads)) {
            try {
                if (!one.awaitTermination(10, TimeUnit.SECONDS)) {
                    one.shutdownNow();
                }
            } catch (InterruptedException e) {
                one.shutdownNow();
                Thread.currentThread().interrupt();
            }
        }
    }

    private static ThreadFactory named(String name) {
        return name.endsWith("-")
                ? Thread.ofPlatform().name(name, 0).factory()
                : Thread.ofPlatform().name(name).factory();
    }
}
