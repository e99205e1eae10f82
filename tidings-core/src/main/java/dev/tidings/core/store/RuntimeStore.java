package dev.tidings.core.store;

import dev.tidings.core.job.GameRuntime;
import dev.tidings.core.job.Operation;
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
         * @param before the runtime as it was before; null when there was none
         * @param resumed it began earlier and did not end: what it does may be done already, in part or altogether
         */
        record Held(Operation operation, @Nullable GameRuntime before, boolean resumed) implements Begun {}

        /** What asked has its operation, and that has ended. Nothing was changed. */
        record Ended(Operation operation) implements Begun {}

        /** Another operation holds the runtime. Nothing was changed. */
        record Busy(GameRuntime runtime) implements Begun {}

        /** There is no runtime to hold. Nothing was changed. */
        record Absent() implements Begun {}
    }

    /** What a runtime is shown as while an operation holds it. */
    @FunctionalInterface
    interface Meanwhile {
        /**
         * May be asked more than once.
         *
         * @param present null when the game has none yet
         * @return null when the operation needs one and there is none
         */
        @Nullable
        GameRuntime of(@Nullable GameRuntime present);
    }

    /** Puts an operation into the log and has it hold the runtime of its game until it is finished, or so long passed. */
    Begun begin(Operation operation, Meanwhile meanwhile, Duration hold);

    /**
     * Writes how an operation ended and what the runtime is now, and lets go of it.
     *
     * @return false when the operation does not hold the runtime any more: nothing was changed
     */
    boolean finish(Operation ended, GameRuntime after);

    /**
     * Writes how an operation ended that does not hold a runtime: it may not even be in the log yet.
     *
     * @return how it stands there: the earlier one where what asked has one that ended
     */
    Operation conclude(Operation ended);

    /** These were told over their stream. */
    void published(Collection<String> operations);
}
