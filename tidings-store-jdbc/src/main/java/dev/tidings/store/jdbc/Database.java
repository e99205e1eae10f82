package dev.tidings.store.jdbc;

import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Where statements run. Any thread may call; calls block. */
public interface Database extends AutoCloseable {
    /** What is read from one connection. */
    @FunctionalInterface
    interface Reading<T extends @Nullable Object> {
        T from(Handle handle) throws SQLException;
    }

    /** How people know it: never with credentials in it. */
    String name();

    /** The words in which its SQL differs from that of others. */
    Dialect dialect();

    /**
     * Runs work in one transaction that is durable on return and undone altogether when anything in it fails. It may run
     * more than once, where the database asks for a transaction to be tried again.
     *
     * @param doing completes "cannot …" in the message of a failure
     */
    <T extends @Nullable Object> T write(String doing, Transaction.Work<T> work);

    /** Reads what is committed. */
    <T extends @Nullable Object> T read(String doing, Reading<T> reading);

    @Override
    void close();
}
