package dev.tidings.testkit.simulation;

import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.store.EndpointHealthStore;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Endpoint health that its ledger checks. */
final class WatchedHealth extends ForwardingHealth {
    private final HealthLedger health;
    private final World world;
    private final InstantSource clock;

    WatchedHealth(EndpointHealthStore to, HealthLedger health, World world, InstantSource clock) {
        super(to);
        this.health = health;
        this.world = world;
        this.clock = clock;
    }

    @Override
    public @Nullable EndpointCircuit unblock(TargetKey key) {
        EndpointCircuit over = super.unblock(key);
        world.note("unblocked", key, over);
        if (over != null) {
            health.recovered(over);
        }
        return over;
    }

    @Override
    public EndpointCircuit block(TargetKey key, EndpointCircuit.Reason reason, int opened, Duration duration) {
        EndpointCircuit circuit = super.block(key, reason, opened, duration);
        world.note("block", circuit);
        health.blocked(circuit);
        return circuit;
    }

    @Override
    public @Nullable EndpointCircuit probe(TargetKey key, Duration window) {
        EndpointCircuit won = super.probe(key, window);
        world.note("probe of", key, won);
        if (won != null) {
            health.probed(won, clock.instant());
        }
        return won;
    }

    @Override
    public @Nullable EndpointCircuit reopen(
            EndpointCircuit probed, EndpointCircuit.Reason reason, int opened, Duration duration) {
        EndpointCircuit open = super.reopen(probed, reason, opened, duration);
        world.note("reopened", probed.key(), open);
        if (open != null) {
            health.blocked(open);
        }
        return open;
    }

    @Override
    public @Nullable EndpointCircuit recovered(EndpointCircuit probed) {
        EndpointCircuit over = super.recovered(probed);
        world.note("recovered", probed.key(), over);
        if (over != null) {
            health.recovered(over);
        }
        return over;
    }
}
