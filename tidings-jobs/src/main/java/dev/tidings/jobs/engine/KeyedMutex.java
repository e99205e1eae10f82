package dev.tidings.jobs.engine;

import dev.tidings.core.job.DriverFailure;
import dev.tidings.core.job.JobCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One turn at a time for each game. Games that nobody works on take no room. */
public final class KeyedMutex {
    private final Map<GameKey, Seat> seats = new HashMap<>();

    private static final class Seat {
        private final ReentrantLock turn = new ReentrantLock(true);
        private int users;

        /** The start that has the turn, if it is one. */
        private volatile @Nullable StartDeadline starting;
    }

    /** Does something in the game's turn. Throws {@code start_in_progress} when the turn does not come in time. */
    public <T> T take(GameKey game, Duration wait, Supplier<T> work) {
        return inTurn(game, wait, null, work);
    }

    /** Starts something in the game's turn; whoever {@linkplain #callOff calls it off} ends the waits of its pace. */
    public <T> T start(GameKey game, StartDeadline pace, Supplier<T> work) {
        return inTurn(game, pace.left(), pace, work);
    }

    /** Calls off the start that is under way for a game, if one is. */
    public void callOff(GameKey game) {
        synchronized (seats) {
            Seat seat = seats.get(game);
            StartDeadline starting = seat == null ? null : seat.starting;
            if (starting != null) {
                starting.callOff();
            }
        }
    }

    /** Whether a start is under way for a game. */
    public boolean starting(GameKey game) {
        synchronized (seats) {
            Seat seat = seats.get(game);
            return seat != null && seat.starting != null;
        }
    }

    private <T> T inTurn(GameKey game, Duration wait, @Nullable StartDeadline pace, Supplier<T> work) {
        Seat seat = sit(game);
        boolean mine = false;
        try {
            mine = seat.turn.tryLock(wait.toMillis(), TimeUnit.MILLISECONDS);
            if (!mine) {
                throw new DriverFailure(
                        JobCode.START_IN_PROGRESS,
                        game + " is being worked on, and was not left within " + wait.toMillis() + " ms");
            }
            seat.starting = pace;
            return work.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new DriverFailure(JobCode.INTERNAL_ERROR, "the server stops", stopped);
        } finally {
            if (mine) {
                seat.starting = null;
                seat.turn.unlock();
            }
            leave(game, seat);
        }
    }

    private Seat sit(GameKey game) {
        synchronized (seats) {
            Seat seat = seats.computeIfAbsent(game, _ -> new Seat());
            seat.users++;
            return seat;
        }
    }

    private void leave(GameKey game, Seat seat) {
        synchronized (seats) {
            if (--seat.users == 0) {
                seats.remove(game);
            }
        }
    }
}
