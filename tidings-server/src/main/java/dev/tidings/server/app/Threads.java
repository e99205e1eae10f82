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
 * @param writer runs store writes: one thread per writing connection, of which SQLite has one
 * @param reads runs reads of the hot path, on platform threads because of native calls
 * @param listQueries runs list queries on their own threads, so that slow ones do not delay others
 * @param timer schedules later work; nothing on it blocks
 * @param sends one virtual thread per attempt
 */
record Threads(
        ExecutorService writer,
        ExecutorService reads,
        ExecutorService listQueries,
        ScheduledThreadPoolExecutor timer,
        ExecutorService sends)
        implements AutoCloseable {
    private static final int READS_WAITING = 10_000;
    /** Small: list requests are refused rather than queued for long. */
    private static final int LIST_QUERIES_WAITING = 64;

    private static final Duration IDLE = Duration.ofSeconds(30);

    /**
     * @param readers the number of reading connections
     * @param listReaders the number of connections for list queries
     * @param writers the number of writing connections
     */
    static Threads start(int readers, int listReaders, int writers) {
        ThreadPoolExecutor writer = new ThreadPoolExecutor(
                writers,
                writers,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                named(writers == 1 ? "tidings-writer" : "tidings-writer-"));
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named("tidings-timer"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return new Threads(
                writer,
                bounded(readers, READS_WAITING, "tidings-reader-"),
                bounded(listReaders, LIST_QUERIES_WAITING, "tidings-list-"),
                timer,
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("tidings-send-", 0).factory()));
    }

    private static ThreadPoolExecutor bounded(int threads, int waiting, String name) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE.toSeconds(), TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), named(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Lets the writers finish their queued work; other threads end immediately. */
    @Override
    public void close() {
        timer.shutdownNow();
        sends.shutdownNow();
        writer.shutdown();
        reads.shutdown();
        listQueries.shutdown();
        for (ExecutorService one : List.of(writer, reads, listQueries)) {
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
