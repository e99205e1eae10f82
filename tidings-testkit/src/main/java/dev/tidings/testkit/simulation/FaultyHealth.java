package dev.tidings.testkit.simulation;

import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.store.EndpointHealthStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Endpoint health; calls of the engine may fail, those of operators do not. */
final class FaultyHealth extends ForwardingHealth {
    private final FaultyCalls calls;

    FaultyHealth(EndpointHealthStore to, FaultyCalls calls) {
        super(to);
        this.calls = calls;
    }

    @Override
    public EndpointCircuit block(TargetKey key, EndpointCircuit.Reason reason, int opened, Duration duration) {
        return calls.through("block", () -> super.block(key, reason, opened, duration));
    }

    @Override
    public @Nullable EndpointCircuit probe(TargetKey key, Duration window) {
        return calls.through("probe", () -> super.probe(key, window));
    }

    @Override
    public @Nullable EndpointCircuit reopen(
            EndpointCircuit probed, EndpointCircuit.Reason reason, int opened, Duration duration) {
        return calls.through("reopen", () -> super.reopen(probed, reason, opened, duration));
    }

    @Override
    public @Nullable EndpointCircuit recovered(EndpointCircuit probed) {
        return calls.through("recovered", () -> super.recovered(probed));
    }

    @Override
    public List<EndpointCircuit> circuitsSince(Instant since, int limit) {
        return calls.through("circuitsSince", () -> super.circuitsSince(since, limit));
    }
}
