package dev.tidings.push.gateway;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Who is to be told, by the thread on which: one task a thread for all of its subscribers. */
final class WakeupQueue {
    private static final int A_TURN = 16;

    /** From so many on a thread's subscribers are a crowd. */
    private static final int A_CROWD = 32;

    /** About what it takes to write to one of them. */
    private static final long EACH_NANOS = 16_000;

    private static final long AT_MOST_NANOS = 10_000_000;

    private final IdentityHashMap<Executor, List<HubSubscription>> byExecutor = new IdentityHashMap<>();

    private final List<Runnable> later = new ArrayList<>();

    /** What is to be done first when no lock is held any more. */
    void then(Runnable action) {
        later.add(action);
    }

    void add(Executor executor, HubSubscription subscription) {
        byExecutor.computeIfAbsent(executor, one -> new ArrayList<>()).add(subscription);
    }

    /** Not while a lock is held: an executor may run it at once. */
    void run() {
        later.forEach(Runnable::run);
        byExecutor.forEach((executor, subscriptions) -> {
            try {
                begin(executor, subscriptions);
            } catch (RejectedExecutionException stopped) {
                subscriptions.forEach(HubSubscription::close);
            }
        });
    }

    /**
     * At once, but for a crowd: it waits for as long as it takes to write to all of it, so that what comes meanwhile goes out
     * in the same writes. The last of them hears no later for it when there is more to come.
     */
    private static void begin(Executor executor, List<HubSubscription> subscriptions) {
        Turn turn = new Turn(executor, subscriptions, 0);
        if (executor instanceof ScheduledExecutorService loop && subscriptions.size() >= A_CROWD) {
            long wait = Math.min(subscriptions.size() * EACH_NANOS, AT_MOST_NANOS);
            var _ = loop.schedule(turn, wait, TimeUnit.NANOSECONDS);
        } else {
            executor.execute(turn);
        }
    }

    /**
     * Tells some, and an event loop the rest in its next turns: in between it hears its sockets. So a burst is taken in while
     * it still goes out, and who is told later takes more of it in one write.
     */
    private record Turn(Executor executor, List<HubSubscription> subscriptions, int from) implements Runnable {
        @Override
        public void run() {
            if (executor instanceof ScheduledExecutorService loop) {
                int to = Math.min(from + A_TURN, subscriptions.size());
                subscriptions.subList(from, to).forEach(HubSubscription::tell);
                if (to < subscriptions.size()) {
                    goOn(loop, to);
                }
            } else {
                subscriptions.forEach(HubSubscription::tell);
            }
        }

        /** What is scheduled waits until the sockets were looked at; what is executed would come before. */
        private void goOn(ScheduledExecutorService loop, int next) {
            try {
                var _ = loop.schedule(new Turn(loop, subscriptions, next), 0, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException stopped) {
                subscriptions.subList(next, subscriptions.size()).forEach(HubSubscription::close);
            }
        }
    }
}
