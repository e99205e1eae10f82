package dev.tidings.push.gateway;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Pending wake-ups, grouped by executor: one task per event loop for all of its subscribers. */
final class WakeupQueue {
    private static final int BATCH = 16;

    /** From this number of subscribers on an event loop, wake-ups are delayed to batch events. */
    private static final int DELAY_FROM = 32;

    /** The approximate time to write to one subscriber. */
    private static final long WRITE_NANOS = 16_000;

    private static final long MAX_DELAY_NANOS = 10_000_000;

    private final IdentityHashMap<Executor, List<HubSubscription>> byExecutor = new IdentityHashMap<>();

    private final List<Runnable> actions = new ArrayList<>();

    /** Adds an action to run before the wake-ups, once no lock is held. */
    void then(Runnable action) {
        actions.add(action);
    }

    void add(Executor executor, HubSubscription subscription) {
        byExecutor.computeIfAbsent(executor, one -> new ArrayList<>()).add(subscription);
    }

    /** Runs the wake-ups. Must be called without locks held: an executor may run tasks immediately. */
    void run() {
        actions.forEach(Runnable::run);
        byExecutor.forEach((executor, subscriptions) -> {
            try {
                begin(executor, subscriptions);
            } catch (RejectedExecutionException stopped) {
                subscriptions.forEach(HubSubscription::close);
            }
        });
    }

    /**
     * Wakes a few subscribers at once. Many are woken after the time that writing to all of them takes, so that
     * events that arrive in the meantime go out in the same writes. This does not delay the last subscriber
     * when more events follow.
     */
    private static void begin(Executor executor, List<HubSubscription> subscriptions) {
        WakeupTask task = new WakeupTask(executor, subscriptions, 0);
        if (executor instanceof ScheduledExecutorService loop && subscriptions.size() >= DELAY_FROM) {
            long wait = Math.min(subscriptions.size() * WRITE_NANOS, MAX_DELAY_NANOS);
            var _ = loop.schedule(task, wait, TimeUnit.NANOSECONDS);
        } else {
            executor.execute(task);
        }
    }

    /**
     * Wakes some subscribers, and the rest in later runs of the event loop, which reads its sockets in between.
     * A burst is read while it is still being written, and subscribers that are woken later take more of it in
     * one write.
     */
    private record WakeupTask(Executor executor, List<HubSubscription> subscriptions, int from) implements Runnable {
        @Override
        public void run() {
            if (executor instanceof ScheduledExecutorService loop) {
                int to = Math.min(from + BATCH, subscriptions.size());
                subscriptions.subList(from, to).forEach(HubSubscription::notifySubscriber);
                if (to < subscriptions.size()) {
                    scheduleRest(loop, to);
                }
            } else {
                subscriptions.forEach(HubSubscription::notifySubscriber);
            }
        }

        /**
         * Uses {@code schedule}: the event loop polls its sockets before a scheduled task, but not before
         * an executed one.
         */
        private void scheduleRest(ScheduledExecutorService loop, int next) {
            try {
                var _ = loop.schedule(new WakeupTask(loop, subscriptions, next), 0, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException stopped) {
                subscriptions.subList(next, subscriptions.size()).forEach(HubSubscription::close);
            }
        }
    }
}
