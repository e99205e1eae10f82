package dev.tidings.engine.dispatch;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs short tasks later. A task that is due after the end is forgotten. */
@FunctionalInterface
public interface DelayedExecutor {
    void after(Duration delay, Runnable task);

    /** One on an executor of the JDK, with one thread for all lanes. */
    static DelayedExecutor on(ScheduledExecutorService executor) {
        return (delay, task) -> {
            try {
                var _ = executor.schedule(task, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException stopped) {
                // Whoever shut the timer down has no use for what was to come.
            }
        };
    }
}
