package dev.tidings.jobs;

import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.GameRuntime;
import dev.tidings.jobs.runtime.JobCode;
import dev.tidings.jobs.runtime.JobEnd;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.RuntimeDriver;
import dev.tidings.jobs.runtime.RuntimeStatus;
import dev.tidings.jobs.runtime.RuntimeStore.Begun;
import dev.tidings.jobs.runtime.StartOrder;
import dev.tidings.jobs.runtime.StartedRuntime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restarts a runtime that exited by itself, unless another operation changed it since.
 *
 * @param times the number of this restart in a row
 */
record RestartHandler(Operation operation, int times, RuntimeDriver driver, JobSettings settings, InstantSource clock)
        implements OperationHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RestartHandler.class);

    /**
     * The ref of the operation, so that each restart happens once. It contains the time of the exit, because a
     * restart that could not be attempted is repeated.
     */
    static String ref(GameRuntime gone, int times) {
        Instant since = gone.endedAt() == null ? gone.changedAt() : gone.endedAt();
        return "restart " + times + " of " + gone.containerId() + " since " + since.toEpochMilli();
    }

    @Override
    public Duration hold() {
        return settings.startHold();
    }

    @Override
    public @Nullable GameRuntime whileHeld(@Nullable GameRuntime present) {
        return present != null
                        && present.status() == RuntimeStatus.STARTING
                        && present.restarts() == times - 1
                        && ref(present, times).equals(operation.sourceRef())
                ? present
                : null;
    }

    @Override
    public Done drive(Begun.Held held) {
        GameRuntime before = Objects.requireNonNull(held.before());
        JobEnd failure;
        try {
            StartedRuntime started = driver.start(new StartOrder(
                    operation.tenant(), operation.gameId(), operation.imageRef(), settings.startTimeout()));
            return new Done(
                    JobEnd.success(started.containerId(), started.engineEndpoint()),
                    before.running(
                                    before.imageRef(),
                                    started.containerId(),
                                    started.engineEndpoint(),
                                    settings.node().name(),
                                    clock.instant())
                            .restarted(times));
        } catch (DriverFailure refused) {
            OperationHandler.passStop(refused);
            if (refused.code() == JobCode.DRIVER_UNAVAILABLE) {
                return new Done(JobEnd.failure(refused.code(), OperationHandler.message(refused)), untried(before));
            }
            failure = JobEnd.failure(refused.code(), OperationHandler.message(refused));
        } catch (RuntimeException defect) {
            LOG.error("restart failed unexpectedly; game_id={}", operation.gameId(), defect);
            failure = OperationHandler.defect(defect);
        }
        Instant now = clock.instant();
        GameRuntime gone =
                before.ended(RuntimeStatus.FAILED, before.exitCode(), now).restarted(times);
        boolean again = settings.restart().applies(null, times);
        return new Done(failure, again ? gone.as(RuntimeStatus.STARTING, now) : gone);
    }

    /**
     * The runtime after a restart that could not be attempted because the driver was unavailable. It does not
     * count, and the next attempt is a new operation.
     */
    private GameRuntime untried(GameRuntime before) {
        Instant now = clock.instant();
        return before.ended(RuntimeStatus.FAILED, before.exitCode(), now).as(RuntimeStatus.STARTING, now);
    }

    @Override
    public @Nullable JobEnd absent() {
        return null;
    }

    @Override
    public JobEnd busy(GameRuntime held) {
        return JobEnd.failure(
                JobCode.START_IN_PROGRESS, "operation " + held.operation() + " is in progress on this game");
    }
}
