package dev.tidings.jobs;

import dev.tidings.core.job.DriverFailure;
import dev.tidings.core.job.GameRuntime;
import dev.tidings.core.job.JobCode;
import dev.tidings.core.job.JobEnd;
import dev.tidings.core.job.Operation;
import dev.tidings.core.job.RuntimeDriver;
import dev.tidings.core.job.RuntimeStatus;
import dev.tidings.core.job.StartOrder;
import dev.tidings.core.job.StartedRuntime;
import dev.tidings.core.store.RuntimeStore.Begun;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts again what ended by itself, unless somebody else has done something with it since.
 *
 * @param times the restart that it is, in a row
 */
record RestartHandler(Operation operation, int times, RuntimeDriver driver, JobSettings settings, InstantSource clock)
        implements OperationHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RestartHandler.class);

    /** What the operation is called, so that each restart is one: by when it was gone, for one that comes again untried. */
    static String ref(GameRuntime gone, int times) {
        Instant since = gone.endedAt() == null ? gone.changedAt() : gone.endedAt();
        return "restart " + times + " of " + gone.containerId() + " since " + since.toEpochMilli();
    }

    @Override
    public Duration hold() {
        return settings.startHold();
    }

    @Override
    public @Nullable GameRuntime meanwhile(@Nullable GameRuntime present) {
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
                return new Done(JobEnd.failure(refused.code(), OperationHandler.words(refused)), untried(before));
            }
            failure = JobEnd.failure(refused.code(), OperationHandler.words(refused));
        } catch (RuntimeException defect) {
            LOG.error("starting game {} again fails", operation.gameId(), defect);
            failure = OperationHandler.defect(defect);
        }
        Instant now = clock.instant();
        GameRuntime gone =
                before.ended(RuntimeStatus.FAILED, before.exitCode(), now).restarted(times);
        boolean again = settings.restart().applies(null, times);
        return new Done(failure, again ? gone.as(RuntimeStatus.STARTING, now) : gone);
    }

    /** Nothing was started, for want of a driver: that counts as no restart, and the next one is another operation. */
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
        return JobEnd.failure(JobCode.START_IN_PROGRESS, "operation " + held.operation() + " works on this game");
    }
}
