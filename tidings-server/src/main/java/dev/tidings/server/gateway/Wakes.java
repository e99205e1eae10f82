package dev.tidings.server.gateway;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Who is to be told, by the thread on which: one task a thread for all of its subscribers. */
final class Wakes {
    private final IdentityHashMap<Executor, List<Subscription>> byExecutor = new IdentityHashMap<>();

    private final List<Runnable> later = new ArrayList<>();

    /** What is to be done first when no lock is held any more. */
    void then(Runnable action) {
        later.add(action);
    }

    void add(Executor executor, Subscription subscription) {
        byExecutor.computeIfAbsent(executor, one -> new ArrayList<>()).add(subscription);
    }

    /** Not while a lock is held: an executor may run it at once. */
    void run() {
        later.forEach(Runnable::run);
        byExecutor.forEach((executor, subscriptions) -> {
            try {
                executor.execute(() -> subscriptions.forEach(Subscription::tell));
            } catch (RejectedExecutionException stopped) {
                subscriptions.forEach(Subscription::close);
            }
        });
    }
}
