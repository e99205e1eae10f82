package dev.tidings.jobs.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Starts and stops runtimes, one per game of a tenant. Calls block, each within a bound, and may come from many
 * threads; calls for one game run one at a time, except that {@link #stop} ends a running {@link #start}.
 *
 * <p>Every call may fail with a {@link DriverFailure}. Runtimes keep running when the driver is closed or its process
 * dies; the next driver finds all of them again.
 */
public interface RuntimeDriver extends AutoCloseable {
    /** Returns its name in the configuration: {@code process}, {@code docker}. */
    String name();

    /**
     * Starts a runtime and returns when it is ready. A runtime of the game that already runs the same image is adopted;
     * one that runs another image fails the call with {@code image_conflict}. Exited runtimes are replaced. After a
     * failure nothing is left running.
     */
    StartedRuntime start(StartOrder order);

    /**
     * Terminates the game's runtime, and kills it after the grace period. Returns once it is gone, with its last
     * observed state; empty when there was none.
     */
    Optional<ObservedRuntime> stop(String tenant, String gameId, Duration grace);

    /** Returns the game's runtime. */
    Optional<ObservedRuntime> inspect(String tenant, String gameId);

    /** Returns every runtime that this driver started on this node and that has not been stopped or reaped. */
    List<ObservedRuntime> list();

    /** Returns the runtime's last log lines, oldest first. The number of lines and their length are bounded. */
    List<String> logs(String tenant, String gameId, int lines);

    /**
     * Removes leftovers older than the grace period: runtimes that were created but not started, have exited, or are
     * unknown. Of the running ones, only unknown ones are removed.
     *
     * @param known whether a runtime is managed, so that its manager will stop it
     * @return what was removed
     */
    List<ObservedRuntime> reap(Predicate<ObservedRuntime> known, Duration grace);

    /**
     * Registers a listener for exits of runtimes, requested or not, on a thread of the driver. It may be called twice
     * for one exit; exits that happen while the driver is closed or disconnected show up in {@link #list}.
     */
    void onExit(Consumer<ObservedRuntime> listener);

    /** Returns whether it can start a runtime now; never fails. */
    DriverStatus status();

    /** Closes the driver without stopping runtimes. */
    @Override
    void close();
}
