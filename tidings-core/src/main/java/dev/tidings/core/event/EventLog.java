package dev.tidings.core.event;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps recent events, one log per tenant. A log has one or more partitions, each with one order for all followers. All events of
 * a recipient are in one partition.
 */
public interface EventLog extends AutoCloseable {
    /** Returns the partitions of each tenant's log. */
    LogPartitions partitions();

    /**
     * Appends an event unless the window already has its id. The future completes with the event's position, or fails
     * with {@link LogUnavailable} when the result is unknown: append it again then.
     */
    CompletableFuture<Position> append(Event event);

    /**
     * Passes the events of one partition to a follower: first those of the window, then each as it is appended. Calls never
     * overlap. Retries while the log is unavailable.
     */
    Following follow(String tenant, int partition, Follower follower);

    /**
     * Finds the events of a recipient in a bounded part of the window, for {@link #remove}; empty if the log cannot remove
     * events. Fails with {@link LogUnavailable}.
     *
     * @param after where an earlier part ended; empty to begin
     */
    default CompletableFuture<FoundEvents> find(String tenant, String recipient, String after) {
        return CompletableFuture.completedFuture(FoundEvents.NONE);
    }

    /**
     * Removes events of a recipient from the window; followers begin again without them, in the same epoch. Events that are no longer there
     * are ignored. Fails with {@link LogUnavailable}.
     */
    default CompletableFuture<Void> remove(String tenant, String recipient, List<Position> positions) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    void close();

    /** Receives one partition of a tenant's log. */
    interface Follower {
        /**
         * Called when the log begins, or begins again because it was lost (another epoch), because the follower fell behind
         * the window, or because events were removed.
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
