package dev.tidings.core.event;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Keeps recent events, one log per tenant, in one order for all followers. */
public interface EventLog extends AutoCloseable {
    /**
     * Appends an event unless the window already has its id. The future completes with the event's position, or fails
     * with {@link LogUnavailable} when the result is unknown: append it again then.
     */
    CompletableFuture<Position> append(Event event);

    /**
     * Passes a tenant's events to a follower: first those of the window, then each as it is appended. Calls never
     * overlap. Retries while the log is unavailable.
     */
    Following follow(String tenant, Follower follower);

    @Override
    void close();

    /** Receives one tenant's log. */
    interface Follower {
        /**
         * Called when the log begins, or begins again because it was lost (another epoch) or the follower fell behind
         * the window.
         *
         * @param present all events after {@code floor}
         */
        void begin(Position floor, List<LogEntry> present);

        /** Called with new entries, in order, each once. */
        void appended(List<LogEntry> entries);

        /** Called when the log becomes unavailable. */
        void unavailable(String why);

        /** Called when the log is available again and missed entries have been passed on. */
        void live();
    }

    /** Stops following. */
    @FunctionalInterface
    interface Following extends AutoCloseable {
        @Override
        void close();
    }
}
