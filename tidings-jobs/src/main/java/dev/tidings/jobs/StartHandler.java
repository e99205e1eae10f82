package dev.tidings.jobs;

import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.GameRuntime;
import dev.tidings.jobs.runtime.JobCode;
import dev.tidings.jobs.runtime.JobEnd;
import dev.tidings.jobs.runtime.ObservedRuntime;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.RuntimeDriver;
import dev.tidings.jobs.runtime.RuntimeStatus;
import dev.tidings.jobs.runtime.RuntimeStore.Begun;
import dev.tidings.jobs.runtime.StartOrder;
import dev.tidings.jobs.runtime.StartedRuntime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts an image. The driver adopts a running container. If this operation started it before a crash, the result
 * is a plain success; otherwise the job is a replay, and the result says so.
 */
record StartHandler(Operation operation, RuntimeDriver driver, JobSettings settings, InstantSource clock)
        implements OperationHandler {
    private static final Logger LOG = LoggerFactory.getLogger(StartHandler.class);

    @Override
    public Duration hold() {
        return settings.startHold();
    }

    @Override
    public GameRuntime whileHeld(@Nullable GameRuntime present) {
        Instant now = clock.instant();
        if (present == null) {
            return GameRuntime.requested(
                    operation.tenant(),
                    operation.gameId(),
                    operation.imageRef(),
                    driver.name(),
                    settings.node().name(),
                    now);
        }
        return present.status() == RuntimeStatus.RUNNING ? present : present.as(RuntimeStatus.STARTING, now);
    }

    @Override
    public Done drive(Begun.Held held) {
        GameRuntime before = held.before();
        GameRuntime ran = before != null && before.status() == RuntimeStatus.RUNNING ? before : null;
        try {
            if (ran != null && !ran.imageRef().equals(operation.imageRef())) {
                Optional<ObservedRuntime> seen = driver.inspect(operation.tenant(), operation.gameId());
                if (seen.isPresent()
                        && seen.get().running()
                        && !seen.get().imageRef().equals(operation.imageRef())) {
                    return new Done(JobEnd.failure(JobCode.IMAGE_CONFLICT, conflict(seen.get())), ran);
                }
            }
            StartedRuntime started = driver.start(new StartOrder(
                    operation.tenant(), operation.gameId(), operation.imageRef(), settings.startTimeout()));
            boolean repetition = started.adopted() && !held.resumed();
            JobEnd end = repetition
                    ? JobEnd.replay(
                            started.containerId(),
                            started.engineEndpoint(),
                            operation.imageRef() + " is already running")
                    : JobEnd.success(started.containerId(), started.engineEndpoint());
            GameRuntime after = repetition && ran != null && ran.containerId().equals(started.containerId())
                    ? ran
                    : running(before, started);
            return new Done(end, after);
        } catch (DriverFailure failure) {
            OperationHandler.passStop(failure);
            return new Done(
                    JobEnd.failure(failure.code(), OperationHandler.message(failure)),
                    untouched(failure) && ran != null ? ran : ended(before));
        } catch (RuntimeException defect) {
            LOG.error(
                    "start failed unexpectedly; game_id={} image_ref={}",
                    operation.gameId(),
                    operation.imageRef(),
                    defect);
            return new Done(OperationHandler.defect(defect), ran != null ? ran : ended(before));
        }
    }

    private String conflict(ObservedRuntime seen) {
        return "image_ref is '" + operation.imageRef() + "', but " + seen.imageRef() + " is running as "
                + seen.containerId() + "; expected the same image, or stop the game first";
    }

    private GameRuntime running(@Nullable GameRuntime before, StartedRuntime started) {
        return base(before)
                .running(
                        operation.imageRef(),
                        started.containerId(),
                        started.engineEndpoint(),
                        settings.node().name(),
                        clock.instant())
                .restarted(0);
    }

    /** Whether the failure left the runtime unchanged. */
    private static boolean untouched(DriverFailure failure) {
        return failure.code() == JobCode.DRIVER_UNAVAILABLE
                || failure.code() == JobCode.IMAGE_CONFLICT
                || failure.code() == JobCode.START_IN_PROGRESS;
    }

    private GameRuntime ended(@Nullable GameRuntime before) {
        return base(before).ended(RuntimeStatus.FAILED, null, clock.instant());
    }

    private GameRuntime base(@Nullable GameRuntime before) {
        return before == null ? whileHeld(null) : before;
    }

    @Override
    public JobEnd absent() {
        return OperationHandler.defect(new IllegalStateException("a start without a runtime"));
    }

    @Override
    public JobEnd busy(GameRuntime held) {
        return JobEnd.failure(
                JobCode.START_IN_PROGRESS,
                "operation " + held.operation() + " is in progress on this game and did not finish within "
                        + settings.busyTimeout().toMillis() + " ms; the runtime is "
                        + held.status().code());
    }
}
