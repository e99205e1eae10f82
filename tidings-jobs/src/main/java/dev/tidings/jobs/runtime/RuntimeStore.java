package dev.tidings.jobs.runtime;

import java.time.Duration;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Changes runtimes, each change in one transaction with its operation. At most one operation holds a runtime at a time,
 * so that one thread on one node drives it.
 */
public interface RuntimeStore {
    /** The result of beginning an operation. */
    sealed interface Begun {
        /**
         * The operation is in the log and holds the runtime: the driver may be called.
         *
         * @param operation as logged
         * @param before the previous runtime; null when there was none
         * @param resumed whether it began earlier without ending: its work may already be done, in part or completely
         */
        record Held(Operation operation, @Nullable GameRuntime before, boolean resumed) implements Begun {}

        /** The request's operation has already ended. Nothing was changed. */
        record Ended(Operation operation) implements Begun {}

        /** Another operation holds the runtime. Nothing was changed. */
        record Busy(GameRuntime runtime) implements Begun {}

        /** There is no runtime to hold. Nothing was changed. */
        record Absent() implements Begun {}
    }

    /** The state of a runtime while an operation holds it. */
    @FunctionalInterface
    interface Meanwhile {
        /**
         * May be called more than once.
         *
         * @param present null when the game has no runtime yet
         * @return null when the operation needs a runtime and there is none
         */
        @Nullable
        GameRuntime of(@Nullable GameRuntime present);
    }

    /** Logs an operation and lets it hold its game's runtime until it finishes or the hold expires. */
    Begun begin(Operation operation, Meanwhile meanwhile, Duration hold);

    /**
     * Records the result of an operation and the new runtime, and releases it.
     *
     * @return false when the operation no longer holds the runtime; nothing was changed
     */
    boolean finish(Operation ended, GameRuntime after);

    /**
     * Records the result of an operation that holds no runtime and may not be in the log yet.
     *
     * @return the logged operation: the earlier one if the request already has one that ended
     */
    Operation conclude(Operation ended);

    /** Marks operations as published. */
    void published(Collection<String> operations);

    /**
     * Makes several changes in one transaction, each of which sees those before it.
     *
     * @param changes may be called more than once; uses the store that it gets, and only until it returns
     */
    <T> T together(Function<RuntimeStore, T> changes);
}
