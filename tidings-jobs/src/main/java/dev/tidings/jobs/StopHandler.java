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
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops a game's runtime. A start in progress is cancelled, not awaited. */
record StopHandler(Operation operation, RuntimeDriver driver, JobSettings settings, InstantSource clock)
        implements OperationHandler {
    private static final Logger LOG = LoggerFactory.getLogger(StopHandler.class);

    @Override
    public Duration hold() {
        return settings.stopHold();
    }

    @Override
    public @Nullable GameRuntime whileHeld(@Nullable GameRuntime present) {
        return present == null || !present.status().live()
                ? present
                : present.as(RuntimeStatus.STOPPING, clock.instant());
    }

    @Override
    public Done drive(Begun.Held held) {
        GameRuntime before = Objects.requireNonNull(held.before());
        try {
            Optional<ObservedRuntime> seen = driver.stop(operation.tenant(), operation.gameId(), settings.stopGrace());
            boolean ran = seen.isPresent() && seen.get().running();
            String container = seen.map(ObservedRuntime::containerId).orElse(before.containerId());
            if (ran || before.status().live() || held.resumed()) {
                return new Done(
                        JobEnd.success(container, ""),
                        before.ended(RuntimeStatus.STOPPED, null, clock.instant())
                                .restarted(0));
            }
            return new Done(
                    JobEnd.replay(
                            container,
                            "",
                            "nothing is running for this game; the runtime is "
                                    + before.status().code()),
                    before);
        } catch (DriverFailure failure) {
            OperationHandler.passStop(failure);
            JobCode code = failure.code() == JobCode.DRIVER_UNAVAILABLE ? failure.code() : JobCode.STOP_FAILED;
            return new Done(JobEnd.failure(code, OperationHandler.message(failure)), before);
        } catch (RuntimeException defect) {
            LOG.error("stop failed unexpectedly; game_id={}", operation.gameId(), defect);
            return new Done(OperationHandler.defect(defect), before);
        }
    }

    @Override
    public JobEnd absent() {
        return JobEnd.failure(
                JobCode.RUNTIME_NOT_FOUND,
                "game_id is '" + operation.gameId() + "'; expected a game that was started before");
    }

    @Override
    public JobEnd busy(GameRuntime held) {
        return JobEnd.failure(
                JobCode.STOP_FAILED,
                "operation " + held.operation() + " is in progress on this game and did not finish within "
                        + settings.busyTimeout().toMillis() + " ms; the runtime is "
                        + held.status().code());
    }

    @Override
    public boolean cancelStart() {
        try {
            driver.stop(operation.tenant(), operation.gameId(), settings.stopGrace());
        } catch (DriverFailure failure) {
            // The stop itself will report the failure.
            LOG.debug("cancelling the start failed; game_id={}", operation.gameId(), failure);
        }
        return true;
    }
}
