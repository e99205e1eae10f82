package dev.tidings.core.store;

import java.time.Duration;
import java.util.List;

/** Limits sends to single endpoints across all nodes, by the store's clock. */
public interface RateStore {
    /**
     * Requests one send each, in one transaction. Zero means that it may begin now and is counted; otherwise returns
     * how long to wait, and nothing is counted. Results in order; several requests for one endpoint in a batch each
     * count.
     *
     * <p>The algorithm is GCRA: a send is due one interval after the previous one, and may be early by {@code
     * tolerance}.
     */
    List<Duration> take(List<RateTake> batch);
}
