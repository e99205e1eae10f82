package dev.tidings.testkit.simulation;

import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.Expansion;
import dev.tidings.core.store.ExpansionSlice;
import dev.tidings.core.store.ExpansionStore;
import dev.tidings.core.store.LeasedExpansion;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/** Expansions through calls that may fail. */
final class FaultyExpansions implements ExpansionStore {
    private final ExpansionStore to;
    private final FaultyCalls calls;

    FaultyExpansions(ExpansionStore to, FaultyCalls calls) {
        this.to = to;
        this.calls = calls;
    }

    @Override
    public Optional<LeasedExpansion> claim(LeaseToken token, Duration duration) {
        return calls.through("claim an expansion", () -> to.claim(token, duration));
    }

    @Override
    public ExpansionSlice slice(LeasedExpansion leased, int limit) {
        return calls.through("read a slice", () -> to.slice(leased, limit));
    }

    @Override
    public Optional<Advance> advance(
            LeasedExpansion leased, ExpansionSlice slice, Acceptance routed, Duration duration) {
        return calls.through("expand", () -> to.advance(leased, slice, routed, duration));
    }

    @Override
    public int due(Collection<String> channels, int most) {
        return calls.through("count due deliveries", () -> to.due(channels, most));
    }

    @Override
    public Optional<Expansion> find(String tenant, NotificationId id) {
        return calls.through("read an expansion", () -> to.find(tenant, id));
    }

    @Override
    public Optional<Expansion> cancel(String tenant, NotificationId id) {
        return calls.through("cancel an expansion", () -> to.cancel(tenant, id));
    }
}
