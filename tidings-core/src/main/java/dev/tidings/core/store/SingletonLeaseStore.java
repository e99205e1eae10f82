package dev.tidings.core.store;

import java.time.Duration;

/** Gives what only one node may do at a time to one node at a time. */
public interface SingletonLeaseStore {
    /**
     * Takes a duty, or keeps it, for so long from now by the store's clock.
     *
     * @param holder who asks: an instance of a node
     * @return whether it is the holder's now; false when another has it
     */
    boolean take(String duty, String holder, Duration duration);

    /** Gives it up; changes nothing when another has it. */
    void drop(String duty, String holder);
}
