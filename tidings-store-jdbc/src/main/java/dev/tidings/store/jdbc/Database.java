package dev.tidings.store.jdbc;

import dev.tidings.core.store.StoreGuard;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A database. Any thread may call; calls block. */
public interface Database extends AutoCloseable {
    /** The name for logs and errors, without credentials. */
    String name();

    Dialect dialect();

    /**
     * Runs work in one transaction that is durable on return and rolled back on failure. The work may run more
     * than once if the database requires a retry.
     *
     * @param doing completes "cannot …" in the message of a failure
     */
    <T extends @Nullable Object> T write(String doing, Transaction.Work<T> work);

    /**
     * The same for work that runs exactly one statement. On a database server that statement is a transaction of its own, which
     * saves the round trip of the commit.
     */
    default <T extends @Nullable Object> T writeStatement(String doing, Transaction.Work<T> work) {
        return write(doing, work);
    }

    /**
     * Reads committed data, each statement in its own transaction.
     *
     * @param doing completes "cannot …" in the message of a failure
     */
    <T extends @Nullable Object> T read(String doing, Transaction.Work<T> work);

    /** Answers list queries instead of this database. */
    default Optional<ReadReplica> replica() {
        return Optional.empty();
    }

    /** Records the changes of all later writes that are to be recorded; see {@link dev.tidings.core.audit.AuditedWrite}. */
    void recordIn(AuditTable audit);

    /** Adds a guard for all later reads and writes, which is called before those added earlier. */
    void addGuard(StoreGuard guard);

    @Override
    void close();
}
