package dev.tidings.core.store;

import java.time.Duration;
import java.util.List;

/** Paces sends to single endpoints, for all nodes together, by the store's clock. */
public interface RateStore {
    /**
     * Asks for one send each, in one transaction. Zero means it may begin now and is counted; otherwise it says how long
     * until one may, and nothing is counted. Results in order; of several of one endpoint in a batch each counts.
     *
     * <p>An even pace (GCRA): a send is due an interval after the one before, and may be early by {@code tolerance}.
     */
    List<Duration> take(List<RateTake> batch);
}
