package dev.tidings.jobs;

import dev.tidings.jobs.runtime.GameRuntime;
import dev.tidings.jobs.runtime.JobCode;
import dev.tidings.jobs.runtime.JobEnd;
import dev.tidings.jobs.runtime.JobOutcome;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.RuntimeStatus;
import dev.tidings.jobs.runtime.RuntimeStore.Begun;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Records that a runtime exited by itself. Applies only while the runtime still has this container.
 *
 * @param containerId the container that exited
 * @param exitCode null if unknown
 * @param exitedAt null if unknown
 */
record ExitHandler(
        Operation operation,
        String containerId,
        @Nullable Integer exitCode,
        @Nullable Instant exitedAt,
        JobSettings settings,
        InstantSource clock)
        implements OperationHandler {
    private static final Duration HOLD = Duration.ofSeconds(30);

    @Override
    public Duration hold() {
        return HOLD;
    }

    @Override
    public @Nullable GameRuntime whileHeld(@Nullable GameRuntime present) {
        return present != null
                        && present.status() == RuntimeStatus.RUNNING
                        && present.containerId().equals(containerId)
                ? present
                : null;
    }

    @Override
    public Done drive(Begun.Held held) {
        GameRuntime before = Objects.requireNonNull(held.before());
        Instant now = clock.instant();
        Instant at = exitedAt == null ? now : exitedAt;
        int soFar = settings.restart().soFar(before, at);
        GameRuntime gone = before.ended(RuntimeStatus.EXITED, exitCode, at).restarted(soFar);
        boolean again = settings.restart().applies(exitCode, soFar);
        String message = exitCode == null ? "container is gone; exit code unknown" : "exited with code " + exitCode;
        return new Done(
                new JobEnd(JobOutcome.SUCCESS, null, message, containerId, ""),
                again ? gone.as(RuntimeStatus.STARTING, now) : gone);
    }

    @Override
    public @Nullable JobEnd absent() {
        return null;
    }

    @Override
    public JobEnd busy(GameRuntime held) {
        return JobEnd.failure(JobCode.INTERNAL_ERROR, "another operation is in progress");
    }
}
