package dev.tidings.testkit.simulation;

import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.ProviderCircuit;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.store.EndpointHealthStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Forwards to the endpoint health of another store; tests override single methods. */
public class ForwardingHealth implements EndpointHealthStore {
    private final EndpointHealthStore to;

    public ForwardingHealth(EndpointHealthStore to) {
        this.to = to;
    }

    @Override
    public EndpointCircuit block(TargetKey key, EndpointCircuit.Reason reason, int opened, Duration duration) {
        return to.block(key, reason, opened, duration);
    }

    @Override
    public @Nullable EndpointCircuit probe(TargetKey key, Duration window) {
        return to.probe(key, window);
    }

    @Override
    public @Nullable EndpointCircuit reopen(
            EndpointCircuit probed, EndpointCircuit.Reason reason, int opened, Duration duration) {
        return to.reopen(probed, reason, opened, duration);
    }

    @Override
    public @Nullable EndpointCircuit recovered(EndpointCircuit probed) {
        return to.recovered(probed);
    }

    @Override
    public @Nullable EndpointCircuit unblock(TargetKey key) {
        return to.unblock(key);
    }

    @Override
    public void recordError(TargetKey provider, String error) {
        to.recordError(provider, error);
    }

    @Override
    public List<ProviderCircuit> providers(int limit) {
        return to.providers(limit);
    }

    @Override
    public boolean known(TargetKey key) {
        return to.known(key);
    }

    @Override
    public List<EndpointCircuit> circuitsOf(Collection<TargetKey> targets) {
        return to.circuitsOf(targets);
    }

    @Override
    public List<EndpointCircuit> circuitsSince(Instant since, int limit) {
        return to.circuitsSince(since, limit);
    }
}
