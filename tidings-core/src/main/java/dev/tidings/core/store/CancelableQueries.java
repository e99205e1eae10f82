package dev.tidings.core.store;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Groups the queries of one user request, such as a list, so that they can be canceled when the caller disconnects or
 * the request times out. The store runs them on readers that the hot path does not use.
 */
public final class CancelableQueries {
    private static final ScopedValue<CancelableQueries> CURRENT = ScopedValue.newInstance();

    /** Between two requests to stop one query. */
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int ORDERS = 500;

    /** Held while the store stops a statement, so that it cannot stop a later one on the same connection. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition ended = lock.newCondition();

    private final boolean mayLag;
    private @Nullable Runnable running;
    private @Nullable String canceled;
    private volatile boolean gone;

    /** Queries that the primary database answers. */
    public CancelableQueries() {
        this(false);
    }

    /** @param mayLag whether a read replica may answer, because nothing is decided by the results */
    public CancelableQueries(boolean mayLag) {
        this.mayLag = mayLag;
    }

    /** A query that may throw the exceptions of the store's driver. */
    @FunctionalInterface
    public interface Query<T extends @Nullable Object, X extends Exception> {
        T run() throws X;
    }

    /** Returns the queries of the calling thread; null for all other work. */
    public static @Nullable CancelableQueries current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /** Whether a read replica may answer. */
    public boolean mayLag() {
        return mayLag;
    }

    /** Runs store calls as part of these queries. */
    public <T> T run(Supplier<T> calls) {
        return ScopedValue.where(CURRENT, this).call(calls::get);
    }

    /**
     * For stores: runs a query that may be stopped.
     *
     * @param stop stops the query; may block and may be called again, but not after the query has ended
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
     * Stops the running query and refuses later ones. Blocks until the query has ended. Stopping is repeated because it
     * has no effect before the statement has begun.
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

    /** Cancels because the caller has disconnected. */
    public void abandon() {
        gone = true;
        cancel("the caller has disconnected");
    }

    /** Returns whether the caller has disconnected, so that failures need no log line. */
    public boolean abandoned() {
        return gone;
    }

    /** Returns why it was canceled; null when it was not. */
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
