package dev.tidings.jobs.driver;

import dev.tidings.core.time.Ticker;
import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.JobCode;
import dev.tidings.jobs.runtime.ObservedRuntime;
import dev.tidings.jobs.runtime.StartedRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a runtime in the order that all drivers share: reserve a port, record the start, launch, wait until the runtime is
 * ready, follow its exit. After a failure it removes what it recorded and launched. The caller holds the game's mutex.
 *
 * @param <R> a recorded runtime, such as a container
 */
public final class RuntimeStart<R> {
    private static final Logger LOG = LoggerFactory.getLogger(RuntimeStart.class);
    private static final int TRIES = 3;

    private final PortReservations ports;
    private final Ticker ticker;
    private final Duration checkEvery;
    private final Steps<R> steps;

    /**
     * A requested start.
     *
     * @param spec of the image
     */
    public record Request(GameKey game, ImageRef image, RuntimeSpec spec, StartDeadline deadline) {}

    /** What differs between drivers. */
    public interface Steps<R> {
        /** The game's running runtime. Removes one that exited. */
        Optional<R> running(GameKey game);

        ObservedRuntime observed(R runtime);

        /** The runtime's port in a network of its own; empty if it needs a port of this machine. */
        OptionalInt ownPort(RuntimeSpec spec);

        /**
         * Records the start before the runtime runs, so that after a crash the next driver finds it.
         *
         * @return false if another process has just recorded a start of the game
         */
        boolean record(Request request, int port);

        /** Launches the recorded runtime. */
        R launch(Request request);

        /** Whether this runtime, and not another process at its port, is ready. */
        boolean ready(R runtime, RuntimeSpec spec);

        /** Throws a {@link DriverFailure} if the runtime exited. */
        void requireRunning(R runtime);

        /** The last lines of its log, for the message of a failure. */
        List<String> lastLines(R runtime);

        /** Notifies listeners when the runtime exits. */
        void follow(R runtime);

        /** Removes what is recorded of the game, and what runs. */
        void remove(GameKey game);
    }

    /** @param checkEvery how often a runtime that is not ready yet is checked for its exit */
    public RuntimeStart(PortReservations ports, Ticker ticker, Duration checkEvery, Steps<R> steps) {
        this.ports = ports;
        this.ticker = ticker;
        this.checkEvery = checkEvery;
        this.steps = steps;
    }

    /** Returns the running runtime of the same image, or a new one, when it is ready. */
    public StartedRuntime start(Request request) {
        for (int i = 0; i < TRIES; i++) {
            Optional<R> running = steps.running(request.game());
            if (running.isPresent()) {
                return adopt(running.get(), request);
            }
            Optional<StartedRuntime> started = launch(request);
            if (started.isPresent()) {
                return started.get();
            }
        }
        throw new DriverFailure(
                JobCode.START_FAILED, "another process was starting " + request.game() + " in each attempt");
    }

    /** The failure of a start whose runtime exited, with its exit code if known. */
    public static DriverFailure exited(@Nullable Integer code) {
        return new DriverFailure(
                JobCode.START_FAILED, "the runtime exited" + (code == null ? "" : " with exit code " + code));
    }

    private StartedRuntime adopt(R runtime, Request request) {
        ObservedRuntime running = steps.observed(runtime);
        if (!running.imageRef().equals(request.image().text())) {
            throw new DriverFailure(
                    JobCode.IMAGE_CONFLICT,
                    request.game() + " is running " + running.imageRef() + " as " + running.containerId() + ", not "
                            + request.image());
        }
        awaitReady(runtime, request);
        return new StartedRuntime(running.containerId(), running.engineEndpoint(), true);
    }

    /** Returns empty if another process has just recorded a start of the game. */
    private Optional<StartedRuntime> launch(Request request) {
        OptionalInt own = steps.ownPort(request.spec());
        if (own.isPresent()) {
            return launchAt(own.getAsInt(), request);
        }
        try (PortReservations.Held held = ports.hold(request.spec().port())) {
            return launchAt(held.port(), request);
        }
    }

    private Optional<StartedRuntime> launchAt(int port, Request request) {
        if (!steps.record(request, port)) {
            return Optional.empty();
        }
        try {
            R runtime = steps.launch(request);
            awaitReady(runtime, request);
            steps.follow(runtime);
            ObservedRuntime started = steps.observed(runtime);
            return Optional.of(new StartedRuntime(started.containerId(), started.engineEndpoint(), false));
        } catch (RuntimeException failed) {
            removeAfter(failed, request.game());
            throw failed;
        }
    }

    private void awaitReady(R runtime, Request request) {
        String missing =
                "the runtime did not respond on " + steps.observed(runtime).engineEndpoint();
        long checked = ticker.nanos();
        try {
            while (!steps.ready(runtime, request.spec())) {
                if (ticker.nanos() - checked >= checkEvery.toNanos()) {
                    checked = ticker.nanos();
                    steps.requireRunning(runtime);
                }
                request.deadline().pause(missing);
            }
        } catch (InterruptedException stopped) {
            throw Polling.interrupted(stopped);
        } catch (DriverFailure failed) {
            if (failed.code() == JobCode.DRIVER_UNAVAILABLE) {
                throw failed;
            }
            throw new DriverFailure(failed.code(), failed.getMessage() + BoundedText.wrote(steps.lastLines(runtime)));
        }
    }

    /**
     * Runs the removal to its end, also on an interrupted thread. A removal that fails is logged and suppressed in the
     * start's failure, and left to the next sweep.
     */
    private void removeAfter(RuntimeException failed, GameKey game) {
        Polling.uninterrupted(() -> {
            try {
                steps.remove(game);
            } catch (DriverFailure again) {
                failed.addSuppressed(again);
                LOG.warn(
                        "runtime not removed after a failed start; the next sweep removes it; tenant={} game_id={}"
                                + " cause={}",
                        game.tenant(),
                        game.gameId(),
                        again.getMessage());
            }
        });
    }
}
