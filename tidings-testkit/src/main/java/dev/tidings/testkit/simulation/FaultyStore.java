package dev.tidings.testkit.simulation;

import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.ConsecutiveFailures;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.node.NodeBeat;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.RateTake;
import dev.tidings.core.store.Store;
import dev.tidings.core.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One process's way to a store, which may break before or after the commit, and the process with it. */
public final class FaultyStore extends ForwardingStore {
    private final World world;
    private final Life life;
    private final Supplier<Faults> faults;

    /** @param faults asked at every call */
    public FaultyStore(Store store, World world, Life life, Supplier<Faults> faults) {
        super(store);
        this.world = world;
        this.life = life;
        this.faults = faults;
    }

    private <T extends @Nullable Object> T through(String verb, Supplier<T> call) {
        if (life.ended()) {
            throw new Crash(life);
        }
        Faults now = faults.get();
        double fate = world.random().nextDouble();
        if (fate < now.before()) {
            world.note(life, verb, "fails before the commit");
            throw failure(verb);
        }
        boolean crash = fate < now.before() + now.crash();
        if (crash && world.chance(0.5)) {
            world.note(life, "dies before", verb);
            life.end();
            throw new Crash(life);
        }
        T result = call.get();
        if (crash) {
            world.note(life, "dies after", verb);
            life.end();
            throw new Crash(life);
        }
        if (fate < now.before() + now.crash() + now.after()) {
            world.note(life, verb, "fails after the commit");
            throw failure(verb);
        }
        return result;
    }

    private RuntimeException failure(String verb) {
        return world.chance(0.5)
                ? new StoreUnavailable("simulated: cannot " + verb)
                : new IllegalStateException("simulated: a defect in " + verb);
    }

    @Override
    public List<AcceptResult> accept(List<Acceptance> batch, LeaseGrant grant) {
        return through("accept", () -> super.accept(batch, grant));
    }

    @Override
    public List<LeasedDelivery> claim(String channel, int limit, LeaseGrant grant, Supplier<LeaseToken> tokens) {
        return through("claim", () -> super.claim(channel, limit, grant, tokens));
    }

    @Override
    public @Nullable Instant nextDue(String channel) {
        return through("nextDue", () -> super.nextDue(channel));
    }

    @Override
    public Set<DeliveryId> renew(Map<DeliveryId, LeaseToken> held, Duration duration) {
        return through("renew", () -> super.renew(held, duration));
    }

    @Override
    public List<CompletionResult> complete(List<Completion> batch) {
        return through("complete", () -> super.complete(batch));
    }

    @Override
    public Map<String, List<Endpoint>> ofRecipients(String tenant, Collection<String> recipients) {
        return through("ofRecipients", () -> super.ofRecipients(tenant, recipients));
    }

    @Override
    public @Nullable ConsecutiveFailures recordFailure(EndpointKey key) {
        return through("recordFailure", () -> super.recordFailure(key));
    }

    @Override
    public void recordSuccess(EndpointKey key) {
        var _ = through("recordSuccess", () -> {
            super.recordSuccess(key);
            return key;
        });
    }

    @Override
    public boolean disable(EndpointKey key, String reason, long version) {
        return through("disable", () -> super.disable(key, reason, version));
    }

    @Override
    public boolean disable(EndpointKey key, String reason, ConsecutiveFailures streak) {
        return through("disable", () -> super.disable(key, reason, streak));
    }

    @Override
    public EndpointCircuit block(EndpointKey key, EndpointCircuit.Reason reason, int opened, Duration duration) {
        return through("block", () -> super.block(key, reason, opened, duration));
    }

    @Override
    public @Nullable EndpointCircuit probe(EndpointKey key, Duration window) {
        return through("probe", () -> super.probe(key, window));
    }

    @Override
    public @Nullable EndpointCircuit reopen(
            EndpointCircuit probed, EndpointCircuit.Reason reason, int opened, Duration duration) {
        return through("reopen", () -> super.reopen(probed, reason, opened, duration));
    }

    @Override
    public @Nullable EndpointCircuit recovered(EndpointCircuit probed) {
        return through("recovered", () -> super.recovered(probed));
    }

    @Override
    public List<EndpointCircuit> circuitsSince(Instant since, int limit) {
        return through("circuitsSince", () -> super.circuitsSince(since, limit));
    }

    @Override
    public List<Duration> take(List<RateTake> batch) {
        return through("take", () -> super.take(batch));
    }

    @Override
    public void beat(NodeBeat beat) {
        var _ = through("beat", () -> {
            super.beat(beat);
            return beat;
        });
    }
}
