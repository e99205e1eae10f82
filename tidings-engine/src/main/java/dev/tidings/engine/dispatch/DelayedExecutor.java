package dev.tidings.engine.dispatch;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs short tasks after a delay. Tasks due after shutdown are dropped. */
@FunctionalInterface
public interface DelayedExecutor {
    void after(Duration delay, Runnable task);

    /** Uses a JDK executor; one thread serves all lanes. */
    static DelayedExecutor on(ScheduledExecutorService executor) {
        return (delay, task) -> {
            try {
                var _ = executor.schedule(task, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException stopped) {
                // After shutdown, delayed tasks are not needed.
            }
        };
    }
}
