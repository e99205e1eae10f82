package dev.tidings.server.app;

import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.LocalEndpointHealth;
import dev.tidings.core.endpoint.TargetKey;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Endpoint health without a dispatcher: fixed counts, and a record of the endpoints that were unblocked. */
final class EdgeHealth implements LocalEndpointHealth {
    final Set<TargetKey> unblocked = ConcurrentHashMap.newKeySet();

    @Override
    public void unblock(TargetKey key) {
        unblocked.add(key);
    }

    @Override
    public Duration propagationDelay() {
        return Duration.ZERO;
    }

    @Override
    public int blocked(String channel, EndpointCircuit.Reason reason) {
        return reason == EndpointCircuit.Reason.RETRY_AFTER ? 2 : 1;
    }

    @Override
    public int blockedProviders(String channel) {
        return 3;
    }
}
