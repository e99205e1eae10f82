package dev.tidings.http;

import dev.tidings.core.store.StoreUnavailable;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a task that blocks on the store again and again, whatever happens to a run of it, until it is stopped. */
public final class PeriodicTask {
    private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);

    private final String what;
    private final Duration every;
    private final Runnable task;
    private final Executor executor;
    private final StoreThreads.Timer timer;
    private volatile boolean stopped;

    /**
     * @param what what the task does, for the log, such as {@code refreshing tenants}
     * @param every the time from the end of one run to the next
     */
    public PeriodicTask(String what, Duration every, Runnable task, Executor executor, StoreThreads.Timer timer) {
        this.what = what;
        this.every = every;
        this.task = task;
        this.executor = executor;
        this.timer = timer;
    }

    public void start() {
        timer.after(every, () -> {
            if (stopped) {
                return;
            }
            try {
                executor.execute(() -> {
                    run();
                    start();
                });
            } catch (RejectedExecutionException full) {
                LOG.debug("{} finds no thread; retrying in {}", what, every, full);
                start();
            }
        });
    }

    public void stop() {
        stopped = true;
    }

    private void run() {
        if (stopped) {
            return;
        }
        try {
            task.run();
        } catch (StoreUnavailable away) {
            LOG.debug("{} waits for the store", what);
        } catch (RuntimeException failed) {
            LOG.warn("{} failed; retrying in {}", what, every, failed);
        }
    }
}
