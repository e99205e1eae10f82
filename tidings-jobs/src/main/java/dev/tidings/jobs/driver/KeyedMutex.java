package dev.tidings.jobs.driver;

import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.JobCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A mutex per game. Unused mutexes take no memory. */
public final class KeyedMutex {
    private final Map<GameKey, Holder> holders = new HashMap<>();

    private static final class Holder {
        private final ReentrantLock turn = new ReentrantLock(true);
        private int users;

        /** The start that holds the mutex, if any. */
        private volatile @Nullable StartDeadline starting;
    }

    /**
     * Runs work while holding the game's mutex. Throws {@code start_in_progress} if the mutex is not available
     * in time.
     */
    public <T> T take(GameKey game, Duration wait, Supplier<T> work) {
        return inTurn(game, wait, null, work);
    }

    /** Runs a start while holding the game's mutex; {@link #cancel} ends the start's waits. */
    public <T> T start(GameKey game, StartDeadline deadline, Supplier<T> work) {
        return inTurn(game, deadline.left(), deadline, work);
    }

    /** Cancels the start in progress for a game, if any. */
    public void cancel(GameKey game) {
        synchronized (holders) {
            Holder holder = holders.get(game);
            StartDeadline starting = holder == null ? null : holder.starting;
            if (starting != null) {
                starting.cancel();
            }
        }
    }

    /** Whether a start is in progress for a game. */
    public boolean starting(GameKey game) {
        synchronized (holders) {
            Holder holder = holders.get(game);
            return holder != null && holder.starting != null;
        }
    }

    private <T> T inTurn(GameKey game, Duration wait, @Nullable StartDeadline deadline, Supplier<T> work) {
        Holder holder = retain(game);
        boolean mine = false;
        try {
            mine = holder.turn.tryLock(wait.toMillis(), TimeUnit.MILLISECONDS);
            if (!mine) {
                throw new DriverFailure(
                        JobCode.START_IN_PROGRESS,
                        game + " has another operation in progress, which did not finish within " + wait.toMillis()
                                + " ms");
            }
            holder.starting = deadline;
            return work.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new DriverFailure(JobCode.INTERNAL_ERROR, "the server is shutting down", stopped);
        } finally {
            if (mine) {
                holder.starting = null;
                holder.turn.unlock();
            }
            leave(game, holder);
        }
    }

    private Holder retain(GameKey game) {
        synchronized (holders) {
            Holder holder = holders.computeIfAbsent(game, _ -> new Holder());
            holder.users++;
            return holder;
        }
    }

    private void leave(GameKey game, Holder holder) {
        synchronized (holders) {
            if (--holder.users == 0) {
                holders.remove(game);
            }
        }
    }
}
