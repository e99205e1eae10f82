package dev.tidings.core.store;

import dev.tidings.core.endpoint.ConsecutiveFailures;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.EndpointTest;
import dev.tidings.core.id.EndpointId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stores endpoints; secrets are encrypted at rest. */
public interface EndpointStore {
    /**
     * Creates the endpoint of a key, or replaces it except its id, test, consecutive failures and {@code createdAt};
     * enabling it resets the failures.
     */
    Endpoint put(Endpoint endpoint);

    /**
     * Creates an endpoint; returns empty and changes nothing when there is one with its key. Of concurrent requests
     * with one key, one creates it.
     *
     * @param room how many there may be; when there are as many already, the problem {@code too_many_endpoints} is thrown
     * for the recipient, {@code tenant_quota} for the tenant
     */
    Optional<Endpoint> create(Endpoint endpoint, EndpointRoom room);

    /** Like {@link #create(Endpoint, EndpointRoom)}, without a limit for the tenant. */
    default Optional<Endpoint> create(Endpoint endpoint, int perRecipient) {
        return create(endpoint, EndpointRoom.of(perRecipient));
    }

    /**
     * Like {@link #put}, but only if the stored version is the one that was read; otherwise returns empty and changes
     * nothing.
     */
    Optional<Endpoint> replace(Endpoint endpoint, long version);

    Optional<Endpoint> find(EndpointKey key);

    Optional<Endpoint> find(String tenant, EndpointId id);

    /**
     * Returns a page of endpoints in the order of their ids, which is that of creation. Stable under writes. A page examines a
     * bounded number of endpoints, so a page can be short or empty and still have a next one.
     */
    Page<Endpoint> list(EndpointFilter filter, @Nullable String cursor, int limit);

    /**
     * Returns the endpoints of each recipient, by channel and name; recipients without one map to an empty list.
     */
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
