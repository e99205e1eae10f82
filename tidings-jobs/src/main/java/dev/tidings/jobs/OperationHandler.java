package dev.tidings.jobs;

import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.GameRuntime;
import dev.tidings.jobs.runtime.JobCode;
import dev.tidings.jobs.runtime.JobEnd;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.RuntimeStore.Begun;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Performs one kind of operation on a runtime that it holds. */
interface OperationHandler {
    /** The result, and the runtime's new state. */
    record Done(JobEnd end, GameRuntime after) {}

    /** The operation's log entry. */
    Operation operation();

    /** How long the operation may hold the runtime. */
    Duration hold();

    /** The runtime's state while the operation holds it; null if there is nothing to do. */
    @Nullable
    GameRuntime whileHeld(@Nullable GameRuntime present);

    /** Calls the driver, on a thread that may block. A DriverFailure becomes a result, not an exception. */
    Done drive(Begun.Held held);

    /** The result when there is no runtime to hold; null if the operation is then dropped. */
    @Nullable
    JobEnd absent();

    /** The result when another operation does not finish in time. */
    JobEnd busy(GameRuntime held);

    /** Cancels a start that is in progress, if this operation may; returns whether it may. */
    default boolean cancelStart() {
        return false;
    }

    static String message(DriverFailure failure) {
        String message = failure.getMessage();
        return message == null ? failure.code().code() : message;
    }

    /** Rethrows a shutdown: it is no result, and the operation resumes after the next start. */
    static void passStop(DriverFailure failure) {
        if (failure.getCause() instanceof InterruptedException) {
            throw new RejectedExecutionException("the server is shutting down", failure);
        }
    }

    /** Converts an unexpected exception to a result, without its details. */
    static JobEnd defect(RuntimeException defect) {
        return JobEnd.failure(
                JobCode.INTERNAL_ERROR, "internal error: " + defect.getClass().getSimpleName());
    }
}
