package dev.tidings.core.job;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Starts and stops runtimes, one a game of a tenant. Calls block, each within a bound, and may come on many threads;
 * those for one game wait for each other, but that {@link #stop} ends a {@link #start} that is under way.
 *
 * <p>Every call may fail with a {@link DriverFailure}. What runs goes on when the driver is closed or its process dies; a
 * driver that is opened after it finds all of it again.
 */
public interface RuntimeDriver extends AutoCloseable {
    /** Its name in the configuration: {@code process}, {@code docker}. */
    String name();

    /**
     * Starts an engine and returns when it answers. What runs already for the game is adopted if it is the same image, and
     * fails with {@code image_conflict} if not. What exited before is replaced. After a failure nothing of it runs.
     */
    StartedRuntime start(StartOrder order);

    /**
     * Ends what the game has, running or not: asks it to end, and kills it after the grace. Returns when it is gone, with
     * what was seen of it before; with nothing when there was nothing.
     */
    Optional<ObservedRuntime> stop(String tenant, String gameId, Duration grace);

    /** What the game has. */
    Optional<ObservedRuntime> inspect(String tenant, String gameId);

    /** All that this driver started on this node and that has not been stopped or reaped. */
    List<ObservedRuntime> list();

    /** The last lines that the engine wrote, oldest first; none when there is nothing. Lines and their length have bounds. */
    List<String> logs(String tenant, String gameId, int lines);

    /**
     * Removes what dangles for longer than the grace: made and never started, exited, or not known. Of what runs, only that
     * which is not known is removed.
     *
     * @param known whether somebody knows of a runtime, and will stop it
     * @return what was removed
     */
    List<ObservedRuntime> reap(Predicate<ObservedRuntime> known, Duration grace);

    /**
     * Has a listener told of runtimes that exit while the driver is open, asked to or not, on a thread of the driver's. It
     * may be told twice of one, and what exited while the driver was closed or could not be reached is found by
     * {@link #list}.
     */
    void onExit(Consumer<ObservedRuntime> listener);

    /** Whether it can start something now; never fails. */
    DriverStatus status();

    /** Lets go of what runs. */
    @Override
    void close();
}
