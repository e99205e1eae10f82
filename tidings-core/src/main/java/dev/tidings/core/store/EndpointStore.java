package dev.tidings.core.store;

import dev.tidings.core.endpoint.ConsecutiveFailures;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.EndpointTest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps endpoints; their secrets are encrypted at rest. */
public interface EndpointStore {
    /** Creates or replaces all but the test, the failure streak and {@code createdAt}; enabling ends a streak. */
    Endpoint put(Endpoint endpoint);

    /**
     * Like {@link #put}, if what is stored still has the version that was read; empty when it has not, and nothing was
     * changed.
     *
     * @param version {@link Endpoint#NEW} when there was none
     */
    Optional<Endpoint> replace(Endpoint endpoint, long version);

    Optional<Endpoint> find(EndpointKey key);

    /** The endpoints of each recipient; recipients without one map to an empty list. */
    Map<String, List<Endpoint>> ofRecipients(String tenant, Collection<String> recipients);

    boolean delete(EndpointKey key);

    /** Like {@link #delete(EndpointKey)}, if it still has this version. */
    boolean delete(EndpointKey key, long version);

    /** Keeps the result of a test, unless that of a later one is there. */
    void recordTest(EndpointKey key, EndpointTest test);

    /** Pauses until then, or resumes with null. */
    boolean pause(EndpointKey key, @Nullable Instant until);

    /** Like {@link #pause(EndpointKey, Instant)}, if it still has this version. */
    boolean pause(EndpointKey key, @Nullable Instant until, long version);

    /** Counts a failed attempt; returns the streak so far, null when there is no such endpoint. */
    @Nullable
    ConsecutiveFailures recordFailure(EndpointKey key);

    /** Ends the streak. */
    void recordSuccess(EndpointKey key);

    /**
     * Disables it and writes the operational event in the same transaction, if it still has this version: what an attempt learned
     * says nothing about an endpoint that its owner changed meanwhile. False when it was disabled already, or has another version.
     */
    boolean disable(EndpointKey key, String reason, long version);

    /**
     * Disables it as above, if it is still in this streak of failures: a success, or the owner's fix, ends the streak.
     *
     * @param streak as {@link #recordFailure} returned it
     */
    boolean disable(EndpointKey key, String reason, ConsecutiveFailures streak);
}
