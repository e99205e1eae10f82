package dev.tidings.store.jdbc.cache;

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
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Notifies of every write, including failed ones, whose effect is unknown. Delegates reads. */
final class WatchedEndpoints implements EndpointStore {
    private final EndpointStore store;
    private final Consumer<EndpointKey> written;

    WatchedEndpoints(EndpointStore store, Consumer<EndpointKey> written) {
        this.store = store;
        this.written = written;
    }

    @Override
    public Endpoint put(Endpoint endpoint) {
        return watched(endpoint.key(), () -> store.put(endpoint));
    }

    @Override
    public Optional<Endpoint> create(Endpoint endpoint, EndpointRoom room) {
        return watched(endpoint.key(), () -> store.create(endpoint, room));
    }

    @Override
    public Optional<Endpoint> replace(Endpoint endpoint, long version) {
        return watched(endpoint.key(), () -> store.replace(endpoint, version));
    }

    @Override
    public boolean delete(EndpointKey key, long version) {
        return watched(key, () -> store.delete(key, version));
    }

    @Override
    public boolean pause(EndpointKey key, @Nullable Instant until, long version) {
        return watched(key, () -> store.pause(key, until, version));
    }

    @Override
    public Optional<Endpoint> find(EndpointKey key) {
        return store.find(key);
    }

    @Override
    public Optional<Endpoint> find(String tenant, EndpointId id) {
        return store.find(tenant, id);
    }

    @Override
    public Page<Endpoint> list(EndpointFilter filter, @Nullable String cursor, int limit) {
        return store.list(filter, cursor, limit);
    }

    @Override
    public Map<String, List<Endpoint>> ofRecipients(String tenant, Collection<String> recipients) {
        return store.ofRecipients(tenant, recipients);
    }

    @Override
    public boolean delete(EndpointKey key) {
        return watched(key, () -> store.delete(key));
    }

    @Override
    public void recordTest(EndpointKey key, EndpointTest test) {
        watched(key, () -> {
            store.recordTest(key, test);
            return key;
        });
    }

    @Override
    public boolean pause(EndpointKey key, @Nullable Instant until) {
        return watched(key, () -> store.pause(key, until));
    }

    @Override
    public @Nullable ConsecutiveFailures recordFailure(EndpointKey key) {
        return watched(key, () -> store.recordFailure(key));
    }

    @Override
    public void recordSuccess(EndpointKey key) {
        watched(key, () -> {
            store.recordSuccess(key);
            return key;
        });
    }

    @Override
    public boolean disable(EndpointKey key, String reason, long version) {
        return watched(key, () -> store.disable(key, reason, version));
    }

    @Override
    public boolean disable(EndpointKey key, String reason, ConsecutiveFailures failures) {
        return watched(key, () -> store.disable(key, reason, failures));
    }

    private <T extends @Nullable Object> T watched(EndpointKey key, Supplier<T> write) {
        try {
            return write.get();
        } finally {
            written.accept(key);
        }
    }
}
