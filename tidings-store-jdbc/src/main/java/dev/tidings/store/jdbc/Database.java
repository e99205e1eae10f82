package dev.tidings.store.jdbc;

import dev.tidings.core.store.StoreGuard;
import org.jspecify.annotations.Nullable;

/** A database. Any thread may call; calls block. */
public interface Database extends AutoCloseable {
    /** The name for logs and errors, without credentials. */
    String name();

    Dialect dialect();

    /**
     * Runs work in one transaction that is durable on return and rolled back when anything in it fails. The work may run more
     * than once, where the database asks for a transaction to be retried.
     *
     * @param doing completes "cannot …" in the message of a failure
     */
    <T extends @Nullable Object> T write(String doing, Transaction.Work<T> work);

    /**
     * Reads what is committed, each statement in a transaction of its own.
     *
     * @param doing completes "cannot …" in the message of a failure
     */
    <T extends @Nullable Object> T read(String doing, Transaction.Work<T> work);

    /** Adds a guard that every later read and write passes first, before the guards that were added earlier. */
    void addGuard(StoreGuard guard);

    @Override
    void close();
}
