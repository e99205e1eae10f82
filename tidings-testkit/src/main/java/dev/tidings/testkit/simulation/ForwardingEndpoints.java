package dev.tidings.testkit.simulation;

import dev.tidings.core.endpoint.ConsecutiveFailures;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.EndpointTest;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.store.EndpointFilter;
import dev.tidings.core.store.EndpointRoom;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.Page;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Forwards to the endpoints of another store; tests override single methods. */
public class ForwardingEndpoints implements EndpointStore {
    private final EndpointStore to;

    public ForwardingEndpoints(EndpointStore to) {
        this.to = to;
    }

    @Override
    public Endpoint put(Endpoint endpoint) {
        return to.put(endpoint);
    }

    @Override
    public Optional<Endpoint> create(Endpoint endpoint, EndpointRoom room) {
        return to.create(endpoint, room);
    }

    @Override
    public Optional<Endpoint> replace(Endpoint endpoint, long version) {
        return to.replace(endpoint, version);
    }

    @Override
    public Optional<Endpoint> find(EndpointKey key) {
        return to.find(key);
    }

    @Override
    public Optional<Endpoint> find(String tenant, EndpointId id) {
        return to.find(tenant, id);
    }

    @Override
    public Page<Endpoint> list(EndpointFilter filter, @Nullable String cursor, int limit) {
        return to.list(filter, cursor, limit);
    }

    @Override
    public Map<String, List<Endpoint>> ofRecipients(String tenant, Collection<String> recipients) {
        return to.ofRecipients(tenant, recipients);
    }

    @Override
    public boolean delete(EndpointKey key) {
        return to.delete(key);
    }

    @Override
    public boolean delete(EndpointKey key, long version) {
        return to.delete(key, version);
    }

    @Override
    public void recordTest(EndpointKey key, EndpointTest test) {
        to.recordTest(key, test);
    }

    @Override
    public boolean pause(EndpointKey key, @Nullable Instant until) {
        return to.pause(key, until);
    }

    @Override
    public boolean pause(EndpointKey key, @Nullable Instant until, long version) {
        return to.pause(key, until, version);
    }

    @Override
    public @Nullable ConsecutiveFailures recordFailure(EndpointKey key) {
        return to.recordFailure(key);
    }

    @Override
    public void recordSuccess(EndpointKey key) {
        to.recordSuccess(key);
    }

    @Override
    public boolean disable(EndpointKey key, String reason, long version) {
        return to.disable(key, reason, version);
    }

    @Override
    public boolean disable(EndpointKey key, String reason, ConsecutiveFailures failures) {
        return to.disable(key, reason, failures);
    }
}
