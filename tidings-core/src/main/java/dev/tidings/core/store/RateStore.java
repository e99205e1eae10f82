package dev.tidings.core.store;

import dev.tidings.core.endpoint.TargetKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

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

    /** Returns when each target's next send is due; targets without a send yet are missing. For targets of one page. */
    Map<TargetKey, Instant> nextSends(Collection<TargetKey> targets);
}
