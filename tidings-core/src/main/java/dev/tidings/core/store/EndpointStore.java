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

/** Stores endpoints; secrets are encrypted at rest. */
public interface EndpointStore {
    /**
     * Creates or replaces an endpoint except its test, consecutive failures and {@code createdAt}; enabling it resets
     * the failures.
     */
    Endpoint put(Endpoint endpoint);

    /**
     * Like {@link #put}, but only if the stored version is the one that was read; otherwise returns empty and changes
     * nothing.
     *
     * @param version {@link Endpoint#NEW} when there was none
     */
    Optional<Endpoint> replace(Endpoint endpoint, long version);

    Optional<Endpoint> find(EndpointKey key);

    /** Returns the endpoints of each recipient; recipients without one map to an empty list. */
    Map<String, List<Endpoint>> ofRecipients(String tenant, Collection<String> recipients);

    boolean delete(EndpointKey key);

    /** Like {@link #delete(EndpointKey)}, but only at this version. */
    boolean delete(EndpointKey key, long version);

    /** Stores the result of a test unless a later one is stored. */
    void recordTest(EndpointKey key, EndpointTest test);

    /** Pauses until a time; null resumes. */
    boolean pause(EndpointKey key, @Nullable Instant until);

    /** Like {@link #pause(EndpointKey, Instant)}, but only at this version. */
    boolean pause(EndpointKey key, @Nullable Instant until, long version);

    /** Counts a failed attempt; returns the consecutive failures, or null when the endpoint does not exist. */
    @Nullable
    ConsecutiveFailures recordFailure(EndpointKey key);

    /** Resets the consecutive failures. */
    void recordSuccess(EndpointKey key);

    /**
     * Disables the endpoint at this version and writes the operational event in the same transaction. The version
     * matters because the result of an attempt does not apply to an endpoint that its owner has changed since. Returns
     * false when it was already disabled or has another version.
     */
    boolean disable(EndpointKey key, String reason, long version);

    /**
     * Disables the endpoint as above if these failures are still the current ones: a success, or the owner's fix, resets
     * them.
     *
     * @param failures as returned by {@link #recordFailure}
     */
    boolean disable(EndpointKey key, String reason, ConsecutiveFailures failures);
}
