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

/** Provides the expansions of another store; tests override single methods. */
public class ForwardingExpansions implements ExpansionStore {
    private final ExpansionStore to;

    public ForwardingExpansions(ExpansionStore to) {
        this.to = to;
    }

    @Override
    public Optional<LeasedExpansion> claim(LeaseToken token, Duration duration) {
        return to.claim(token, duration);
    }

    @Override
    public ExpansionSlice slice(LeasedExpansion leased, int limit) {
        return to.slice(leased, limit);
    }

    @Override
    public Optional<Advance> advance(
            LeasedExpansion leased, ExpansionSlice slice, Acceptance routed, Duration duration) {
        return to.advance(leased, slice, routed, duration);
    }

    @Override
    public int due(Collection<String> channels, int most) {
        return to.due(channels, most);
    }

    @Override
    public Optional<Expansion> find(String tenant, NotificationId id) {
        return to.find(tenant, id);
    }

    @Override
    public Optional<Expansion> cancel(String tenant, NotificationId id) {
        return to.cancel(tenant, id);
    }
}
