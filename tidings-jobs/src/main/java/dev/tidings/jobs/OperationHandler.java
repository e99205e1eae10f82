package dev.tidings.jobs;

import dev.tidings.core.job.DriverFailure;
import dev.tidings.core.job.GameRuntime;
import dev.tidings.core.job.JobCode;
import dev.tidings.core.job.JobEnd;
import dev.tidings.core.job.Operation;
import dev.tidings.core.store.RuntimeStore.Begun;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** What one kind of operation does to a runtime that it holds. */
interface OperationHandler {
    /** How it ended, and what the runtime is then. */
    record Done(JobEnd end, GameRuntime after) {}

    /** As it would stand in the log. */
    Operation operation();

    /** How long it may hold the runtime. */
    Duration hold();

    /** What the runtime is shown as while it is held; null when there is nothing to do. */
    @Nullable
    GameRuntime meanwhile(@Nullable GameRuntime present);

    /** Calls the driver, on a thread where it may block. A DriverFailure is an end, and no exception. */
    Done drive(Begun.Held held);

    /** How it ends when there is nothing to hold; null: it never was. */
    @Nullable
    JobEnd absent();

    /** How it ends when another operation does not let go in time. */
    JobEnd busy(GameRuntime held);

    /** Asks the start that is in the way to end; says whether this is an operation that may. */
    default boolean hurry() {
        return false;
    }

    static String words(DriverFailure failure) {
        String message = failure.getMessage();
        return message == null ? failure.code().code() : message;
    }

    /** Passes on that the server stops: that is no end, and the operation goes on after the next start. */
    static void passStop(DriverFailure failure) {
        if (failure.getCause() instanceof InterruptedException) {
            throw new RejectedExecutionException("the server stops", failure);
        }
    }

    /** A defect, of the driver or here: told without its inside. */
    static JobEnd defect(RuntimeException defect) {
        return JobEnd.failure(
                JobCode.INTERNAL_ERROR, "a defect: " + defect.getClass().getSimpleName());
    }
}
