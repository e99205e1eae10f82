package dev.tidings.testkit.simulation;

import dev.tidings.core.delivery.ConcurrencyLimits;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.ClaimStore;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.QueryStore;
import dev.tidings.core.tenant.TenantWeights;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Claims that the ledger checks. */
final class WatchedClaims extends ForwardingClaims {
    private final Ledger ledger;
    private final World world;
    private final QueryStore queries;
    private final InstantSource clock;

    WatchedClaims(ClaimStore to, QueryStore queries, Ledger ledger, World world, InstantSource clock) {
        super(to);
        this.queries = queries;
        this.ledger = ledger;
        this.world = world;
        this.clock = clock;
    }

    @Override
    public List<LeasedDelivery> claim(
            String channel,
            int limit,
            TenantWeights weights,
            ConcurrencyLimits concurrency,
            LeaseGrant grant,
            Supplier<LeaseToken> tokens) {
        List<LeasedDelivery> claimed = super.claim(channel, limit, weights, concurrency, grant, tokens);
        if (claimed.size() > limit) {
            throw new Violation(claimed.size() + " deliveries claimed; expected at most " + limit + "");
        }
        ledger.claimed(channel, claimed, claimed.size() == limit, clock.instant());
        // Claims end replaced deliveries whose lease lapsed.
        ledger.lastAttempts()
                .forEach((id, tenant) -> queries.delivery(tenant, id).ifPresent(ledger::canceled));
        for (LeasedDelivery leased : claimed) {
            world.note(grant.node(), "claims", leased.id(), "attempt", leased.attemptNumber(), "under", leased.token());
            ledger.claimed(leased, concurrency, clock.instant(), clock.instant().plus(grant.duration()));
        }
        return claimed;
    }

    @Override
    public Set<DeliveryId> renew(Map<DeliveryId, LeaseToken> held, Duration duration) {
        Set<DeliveryId> renewed = super.renew(held, duration);
        for (Map.Entry<DeliveryId, LeaseToken> lease : held.entrySet()) {
            if (renewed.contains(lease.getKey())) {
                world.note("renewed", lease.getKey(), "under", lease.getValue());
                ledger.renewed(lease.getKey(), lease.getValue(), clock.instant().plus(duration));
            }
        }
        return renewed;
    }
}
