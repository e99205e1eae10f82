package dev.tidings.core.event;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Keeps the events of the last while, a log a tenant, in one order for all who follow. */
public interface EventLog extends AutoCloseable {
    /**
     * Appends an event, or finds it: within the window an id is appended once. The future ends with the event's position
     * when the log has it, or with a {@link LogUnavailable} when it may or may not have it: append it again then.
     */
    CompletableFuture<Position> append(Event event);

    /**
     * Has a follower told of a tenant's events: first those of the window, then each as it is appended. Calls never overlap.
     * While the log is not to be had, it goes on trying.
     */
    Following follow(String tenant, Follower follower);

    @Override
    void close();

    /** Hears one tenant's log. */
    interface Follower {
        /**
         * The log begins, or begins anew: it was lost and has another epoch, or more was appended than it keeps before the
         * follower could be told.
         *
         * @param present all that stands behind {@code floor} now
         */
        void begin(Position floor, List<Entry> present);

        /** In order, each once. */
        void appended(List<Entry> entries);

        /** Nothing can be heard for now. */
        void unavailable(String why);

        /** It can be heard again, and what was missed has been told. */
        void live();
    }

    /** Ends a following. */
    @FunctionalInterface
    interface Following extends AutoCloseable {
        @Override
        void close();
    }
}
