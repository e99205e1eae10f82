package dev.tidings.server.app;

import dev.tidings.http.StoreThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A timer that tests move. Thread-safe. */
final class SettableTimer implements StoreThreads.Timer {
    private final List<Waiting> waiting = new ArrayList<>();
    private Duration now = Duration.ZERO;

    private record Waiting(Duration at, Runnable task) {}

    @Override
    public synchronized void after(Duration delay, Runnable task) {
        waiting.add(new Waiting(now.plus(delay), task));
    }

    /** The number of waiting tasks. */
    synchronized int waiting() {
        return waiting.size();
    }

    /** Drops waiting tasks. */
    synchronized void clear() {
        waiting.clear();
    }

    /** Moves the timer and runs due tasks. */
    void advance(Duration by) {
        due(by).forEach(Runnable::run);
    }

    private synchronized List<Runnable> due(Duration by) {
        now = now.plus(by);
        List<Runnable> due = new ArrayList<>();
        for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
            Waiting next = each.next();
            if (next.at().compareTo(now) <= 0) {
                due.add(next.task());
                each.remove();
            }
        }
        return due;
    }
}
