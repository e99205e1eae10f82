package dev.tidings.testkit.simulation;

import dev.tidings.core.delivery.Completion;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.AcceptStore;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.ChangeStore;
import dev.tidings.core.store.ClaimStore;
import dev.tidings.core.store.CompleteStore;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import dev.tidings.core.store.EndpointHealthStore;
import dev.tidings.core.store.ErasureStore;
import dev.tidings.core.store.ExpansionStore;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.RateStore;
import dev.tidings.core.store.RateTake;
import dev.tidings.core.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store whose writes the ledger checks. */
public final class WatchedStore extends ForwardingStore {
    private final Ledger ledger;
    private final World world;
    private final HealthLedger health = new HealthLedger();
    private final WatchedErasures.Known erasures = new WatchedErasures.Known();

    public WatchedStore(Store store, Ledger ledger, World world) {
        super(store);
        this.ledger = ledger;
        this.world = world;
    }

    /** Rethrows violations, even if the engine handled them. */
    public void check() {
        ledger.check();
        health.check();
    }

    @Override
    public AcceptStore accepts() {
        AcceptStore to = super.accepts();
        return new AcceptStore() {
            @Override
            public List<AcceptResult> accept(List<Acceptance> batch, LeaseGrant grant) {
                return WatchedStore.this.accept(to, batch, grant);
            }

            @Override
            public List<Optional<AcceptResult>> recall(List<Acceptance> batch) {
                return to.recall(batch);
            }
        };
    }

    @Override
    public ExpansionStore expansions() {
        return new WatchedExpansions(super.expansions(), ledger, world, clock());
    }

    @Override
    public ErasureStore erasures() {
        return watchedErasures();
    }

    private WatchedErasures watchedErasures() {
        return new WatchedErasures(super.erasures(), super.queries(), ledger, world, erasures);
    }

    /** Checks what was erased, in the whole store. */
    public void checkErased(String tenant) {
        watchedErasures().check(tenant);
        check();
    }

    @Override
    public ClaimStore claims() {
        return new WatchedClaims(super.claims(), super.queries(), ledger, world, clock());
    }

    @Override
    public CompleteStore completions() {
        CompleteStore to = super.completions();
        return batch -> complete(to, batch);
    }

    @Override
    public ChangeStore changes() {
        return new WatchedChanges(super.changes(), ledger, world);
    }

    @Override
    public EndpointHealthStore health() {
        return new WatchedHealth(super.health(), health, world, clock());
    }

    @Override
    public RateStore rates() {
        RateStore to = super.rates();
        return new RateStore() {
            @Override
            public List<Duration> take(List<RateTake> batch) {
                return WatchedStore.this.take(to, batch);
            }

            @Override
            public Map<TargetKey, Instant> nextSends(Collection<TargetKey> targets) {
                return to.nextSends(targets);
            }
        };
    }

    private List<AcceptResult> accept(AcceptStore to, List<Acceptance> batch, LeaseGrant grant) {
        List<AcceptResult> results = to.accept(batch, grant);
        for (int i = 0; i < batch.size(); i++) {
            if (results.get(i) instanceof AcceptResult.Accepted accepted) {
                world.note("accepted", accepted.id(), accepted.deliveries());
                WatchedExpansions.inserted(
                        ledger,
                        batch.get(i),
                        accepted,
                        clock().instant(),
                        clock().instant().plus(grant.duration()));
                ledger.accepted(batch.get(i));
            }
        }
        return results;
    }

    private List<CompletionResult> complete(CompleteStore to, List<Completion> batch) {
        List<CompletionResult> results = to.complete(batch);
        for (int i = 0; i < batch.size(); i++) {
            Completion one = batch.get(i);
            world.note(one.id(), "to", one.to(), one.reason(), "under", one.token(), results.get(i));
            ledger.completed(one, results.get(i), clock().instant());
        }
        return results;
    }

    private List<Duration> take(RateStore to, List<RateTake> batch) {
        List<Duration> waits = to.take(batch);
        for (int i = 0; i < batch.size(); i++) {
            world.note("turn of", batch.get(i).key(), "in", waits.get(i));
            health.taken(batch.get(i), waits.get(i), clock().instant());
        }
        return waits;
    }
}
