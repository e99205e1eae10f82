package dev.tidings.testkit.simulation;

import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.AcceptStore;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.ClaimStore;
import dev.tidings.core.store.CompleteStore;
import dev.tidings.core.store.EndpointHealthStore;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.ErasureStore;
import dev.tidings.core.store.ExpansionStore;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.NodeStore;
import dev.tidings.core.store.RateStore;
import dev.tidings.core.store.RateTake;
import dev.tidings.core.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A process's view of a store: calls of the engine may fail before or after the commit, or crash the process. */
public final class FaultyStore extends ForwardingStore {
    private final FaultyCalls calls;

    /** @param faults queried at every call */
    public FaultyStore(Store store, World world, Life life, Supplier<Faults> faults) {
        super(store);
        this.calls = new FaultyCalls(world, life, faults);
    }

    @Override
    public AcceptStore accepts() {
        AcceptStore to = super.accepts();
        return new AcceptStore() {
            @Override
            public List<AcceptResult> accept(List<Acceptance> batch, LeaseGrant grant) {
                return calls.through("accept", () -> to.accept(batch, grant));
            }

            @Override
            public List<Optional<AcceptResult>> recall(List<Acceptance> batch) {
                return calls.through("recall", () -> to.recall(batch));
            }
        };
    }

    @Override
    public ExpansionStore expansions() {
        return new FaultyExpansions(super.expansions(), calls);
    }

    @Override
    public ErasureStore erasures() {
        return new FaultyErasures(super.erasures(), calls);
    }

    @Override
    public ClaimStore claims() {
        return new FaultyClaims(super.claims(), calls);
    }

    @Override
    public CompleteStore completions() {
        CompleteStore to = super.completions();
        return batch -> calls.through("complete", () -> to.complete(batch));
    }

    @Override
    public EndpointStore endpoints() {
        return new FaultyEndpoints(super.endpoints(), calls);
    }

    @Override
    public EndpointHealthStore health() {
        return new FaultyHealth(super.health(), calls);
    }

    @Override
    public RateStore rates() {
        RateStore to = super.rates();
        return new RateStore() {
            @Override
            public List<Duration> take(List<RateTake> batch) {
                return calls.through("take", () -> to.take(batch));
            }

            @Override
            public Map<TargetKey, Instant> nextSends(Collection<TargetKey> targets) {
                return calls.through("read the rates", () -> to.nextSends(targets));
            }
        };
    }

    @Override
    public NodeStore nodes() {
        return new FaultyNodes(super.nodes(), calls);
    }
}
