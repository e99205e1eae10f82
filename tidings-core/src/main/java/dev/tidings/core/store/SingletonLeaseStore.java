package dev.tidings.core.store;

import java.time.Duration;

/** Grants leases for tasks that only one node may do at a time. */
public interface SingletonLeaseStore {
    /**
     * Takes or renews a lease for this duration, by the store's clock.
     *
     * @param holder an instance of a node
     * @return whether the holder has the lease; false when another one has
     */
    boolean take(String name, String holder, Duration duration);

    /** Releases the lease; does nothing when another holder has it. */
    void drop(String name, String holder);
}
