package dev.tidings.core.store;

import java.util.concurrent.Executor;

/** The threads that write to a store, one per write connection. Tasks may block on the store. */
@FunctionalInterface
public interface StoreWriter extends Executor {
    /** A write, and what follows it. After {@link #run}, exactly one of the other two is called; neither may throw. */
    interface Write {
        /** Writes to the store. Nothing is durable yet when this returns. */
        void run();

        /** Called once what was written is durable. */
        void durable();

        /** Called if nothing was written, with what this write or the transaction failed with. */
        void failed(Throwable failure);
    }

    /**
     * Runs a write, perhaps later and in one transaction with others. Must be called by a task of this executor. The default
     * runs it at once, with transactions of its own.
     */
    default void commit(Write write) {
        try {
            write.run();
        } catch (RuntimeException | Error failure) {
            write.failed(failure);
            return;
        }
        write.durable();
    }
}
