package dev.tidings.client.outbox;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Signals new work and the end to a relay's threads. */
final class Wakeup {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long hints;
    private boolean stopped;

    long hints() {
        return locked(() -> hints);
    }

    boolean stopped() {
        return locked(() -> stopped);
    }

    void hint() {
        change(() -> hints++);
    }

    void stop() {
        change(() -> stopped = true);
    }

    /** Waits until the timeout or the end; returns at once when there were hints after those seen. */
    void awaitHint(Duration most, long seen) {
        await(most, () -> stopped || hints != seen);
    }

    /** Waits until the timeout or the end and ignores hints. */
    void pause(Duration most) {
        await(most, () -> stopped);
    }

    private void await(Duration most, BooleanSupplier enough) {
        lock.lock();
        try {
            long nanos = most.toNanos();
            while (nanos > 0 && !enough.getAsBoolean()) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException interrupted) {
            // Only stop() interrupts, after it has set the flag.
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(java.util.function.Supplier<T> reading) {
        lock.lock();
        try {
            return reading.get();
        } finally {
            lock.unlock();
        }
    }
}
