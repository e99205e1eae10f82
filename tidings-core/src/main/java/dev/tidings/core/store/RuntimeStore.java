package dev.tidings.core.store;

import dev.tidings.core.job.GameRuntime;
import dev.tidings.core.job.Operation;
import dev.tidings.core.job.RuntimeStatus;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Changes runtimes, each change with the operation that it is part of in one transaction. A runtime is held by one
 * operation at a time, so that of all threads and nodes one drives it.
 */
public interface RuntimeStore {
    /** What came of beginning an operation. */
    sealed interface Begun {
        /**
         * The operation is in the log and holds the runtime: the driver may be called.
         *
         * @param operation as it stands in the log
         * @param before the runtime as it was before; with {@code resumed}, as the same operation left it
         * @param resumed it began earlier and did not end: what it does may be done already, in part or altogether
         */
        record Held(Operation operation, GameRuntime before, boolean resumed) implements Begun {}

        /** What asked has its operation, and that has ended. Nothing was changed. */
        record Ended(Operation operation) implements Begun {}

        /** Another operation holds the runtime. Nothing was changed. */
        record Busy(GameRuntime runtime) implements Begun {}

        /** There is no runtime. Nothing was changed. */
        record Absent() implements Begun {}
    }

    /**
     * Puts an operation into the log and has it hold the runtime of its game until it is finished, or the hold lapses.
     *
     * @param status what the runtime is shown as meanwhile if it does not run already; null leaves it
     * @param absent what there is when the game has no runtime yet; null when the operation needs one
     */
    Begun begin(Operation operation, @Nullable RuntimeStatus status, @Nullable GameRuntime absent, Duration hold);

    /**
     * Writes how an operation ended and what the runtime is now, and lets go of it.
     *
     * @return false when the operation does not hold the runtime any more, or has ended: nothing was changed
     */
    boolean finish(Operation ended, GameRuntime after);

    /**
     * Puts an operation into the log that has ended and changed nothing.
     *
     * @return how it stands there: the earlier one where what asked has one already
     */
    Operation append(Operation ended);

    /** These were told over their stream. */
    void published(Collection<String> operations);
}
