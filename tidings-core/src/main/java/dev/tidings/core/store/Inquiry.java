package dev.tidings.core.store;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Queries on behalf of one request of a person, such as a list. The store runs them on readers that the hot path does not
 * use, and stops them when they are canceled: the person has gone, or it took too long.
 */
public final class Inquiry {
    private static final ScopedValue<Inquiry> CURRENT = ScopedValue.newInstance();

    /** Between two orders to stop one query. */
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int ORDERS = 500;

    /** Held while the store stops a statement: a later one on the same connection must not be hit. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition ended = lock.newCondition();

    private @Nullable Runnable running;
    private @Nullable String canceled;
    private volatile boolean gone;

    /** A query that may fail as the store's driver does. */
    @FunctionalInterface
    public interface Query<T extends @Nullable Object, X extends Exception> {
        T run() throws X;
    }

    /** The inquiry that the calling thread works for; null for all other work. */
    public static @Nullable Inquiry current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /** Runs calls of the store as part of this inquiry. */
    public <T> T run(Supplier<T> calls) {
        return ScopedValue.where(CURRENT, this).call(calls::get);
    }

    /**
     * For stores: runs a query that may be stopped meanwhile.
     *
     * @param stop ends the query; may block, may be called again, and is not called once the query has ended
     */
    public <T extends @Nullable Object, X extends Exception> T stoppable(Runnable stop, Query<T, X> query) throws X {
        lock.lock();
        try {
            requireGoing();
            running = stop;
        } finally {
            lock.unlock();
        }
        try {
            return query.run();
        } finally {
            lock.lock();
            try {
                running = null;
                ended.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Stops what runs and refuses what comes after. Blocks until the query has ended: an order that comes before its statement
     * began does nothing, so it is given again.
     */
    public void cancel(String why) {
        lock.lock();
        try {
            if (canceled != null) {
                return;
            }
            canceled = why;
            for (int orders = 0; running != null && orders < ORDERS; orders++) {
                running.run();
                ended.awaitNanos(AGAIN_NANOS);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Cancels, since nobody waits for an answer any more. */
    public void abandon() {
        gone = true;
        cancel("nobody waits for the answer any more");
    }

    /** Whether nobody waits for an answer; such a failure is no news. */
    public boolean abandoned() {
        return gone;
    }

    /** Why it was canceled; null while it may go on. */
    public @Nullable String canceled() {
        lock.lock();
        try {
            return canceled;
        } finally {
            lock.unlock();
        }
    }

    /** Throws a {@link StoreBusy} when it was canceled. */
    public void requireGoing() {
        String why = canceled();
        if (why != null) {
            throw new StoreBusy("a query was canceled: " + why, why);
        }
    }
}
