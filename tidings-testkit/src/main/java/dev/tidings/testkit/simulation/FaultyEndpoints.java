package dev.tidings.testkit.simulation;

import dev.tidings.core.endpoint.ConsecutiveFailures;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.store.EndpointStore;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Endpoints; calls of the engine may fail, those of operators do not. */
final class FaultyEndpoints extends ForwardingEndpoints {
    private final FaultyCalls calls;

    FaultyEndpoints(EndpointStore to, FaultyCalls calls) {
        super(to);
        this.calls = calls;
    }

    @Override
    public Map<String, List<Endpoint>> ofRecipients(String tenant, Collection<String> recipients) {
        return calls.through("ofRecipients", () -> super.ofRecipients(tenant, recipients));
    }

    @Override
    public @Nullable ConsecutiveFailures recordFailure(EndpointKey key) {
        return calls.through("recordFailure", () -> super.recordFailure(key));
    }

    @Override
    public void recordSuccess(EndpointKey key) {
        var _ = calls.through("recordSuccess", () -> {
            super.recordSuccess(key);
            return key;
        });
    }

    @Override
    public boolean disable(EndpointKey key, String reason, long version) {
        return calls.through("disable", () -> super.disable(key, reason, version));
    }

    @Override
    public boolean disable(EndpointKey key, String reason, ConsecutiveFailures failures) {
        return calls.through("disable", () -> super.disable(key, reason, failures));
    }
}
