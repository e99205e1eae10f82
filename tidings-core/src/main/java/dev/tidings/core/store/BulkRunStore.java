package dev.tidings.core.store;

import dev.tidings.core.bulk.BulkRun;
import dev.tidings.core.bulk.BulkRunStatus;
import dev.tidings.core.bulk.BulkSlice;
import dev.tidings.core.bulk.LeasedBulkRun;
import dev.tidings.core.bulk.NewBulkRun;
import dev.tidings.core.delivery.LeaseToken;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stores bulk runs. A run is done by the holder of its lease; every write of the holder matches the lease token, so that a
 * holder that lost the lease changes nothing. Start, cancellation and end are recorded as operational events, in the same
 * transaction.
 */
public interface BulkRunStore {
    /** The maximum number of runs per tenant that were requested and have not ended. */
    int OPEN_PER_TENANT = 4;

    /** The maximum number of runs per tenant that the server started itself and that have not ended. */
    int OWN_PER_TENANT = 64;

    /** Which limit a run counts against, so that neither kind of runs keeps out the other. */
    enum Room {
        /** {@link #OPEN_PER_TENANT}. */
        REQUESTED,
        /** {@link #OWN_PER_TENANT}. */
        OF_SERVER
    }

    /** The maximum number of leases of a run without any progress. */
    int MOST_TRIES = 10;

    /** The result of opening a run. */
    sealed interface Opening {
        /** The run was stored and is leased to the caller. */
        record Opened(LeasedBulkRun run) implements Opening {}

        /** The tenant already has as many open runs as there is room for; nothing was written. */
        record TooMany() implements Opening {}

        /** An open run with the same subject exists; nothing was written. */
        record Taken(String existing) implements Opening {}
    }

    /** Stores a run, leased to the caller. */
    Opening open(NewBulkRun run, Room room, LeaseToken token, Duration lease);

    /** Stores a run that was requested, leased to the caller. */
    default Opening open(NewBulkRun run, LeaseToken token, Duration lease) {
        return open(run, Room.REQUESTED, token, lease);
    }

    Optional<BulkRun> find(String tenant, String id);

    /** Returns a page of runs, newest first. */
    Page<BulkRun> list(String tenant, @Nullable String cursor, int limit);

    /**
     * Leases open runs that no node holds, those that have waited longest first. A run that was leased {@link #MOST_TRIES}
     * times without any progress ends as failed instead.
     */
    List<LeasedBulkRun> claim(int limit, Duration lease, Supplier<LeaseToken> tokens);

    /**
     * Adds a slice to the progress of a run and renews its lease.
     *
     * @return the run as it is now; empty if the lease was lost, in which case nothing was written
     */
    Optional<BulkRun> advance(LeasedBulkRun held, BulkSlice slice, Duration lease);

    /**
     * Ends a run.
     *
     * @param slice the last slice; null if there was none
     * @return false if the lease was lost, in which case nothing was written
     */
    boolean end(LeasedBulkRun held, @Nullable BulkSlice slice, BulkRunStatus status, @Nullable String error);

    /**
     * Gives a run back, to be claimed after a delay.
     *
     * @param error why; null if the node stops, which does not count as a try
     */
    void release(LeasedBulkRun held, @Nullable String error, Duration delay);

    /**
     * Asks a run to stop after its current slice; does nothing if it has ended.
     *
     * @param by the id of the API key; null if the server has none
     * @return the run as it is now; empty if it does not exist
     */
    Optional<BulkRun> cancel(String tenant, String id, @Nullable String by);
}
